// impasse-relacy-bench: one measurement of Relacy, as a line of JSON. harness/bench starts it, so
// that what Relacy replaces and leaks stays in a process of its own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/core/usage_error.hpp"
#include "harness/core/verdict.hpp"
#include "harness/relacy/bench_programs.hpp"

namespace impasse::relacy {

namespace {

const std::map<std::string, Search> kSearches{{"full", Search::Full}, {"random", Search::Random}};

struct Command {
    std::string program;
    int size = 0;
    std::string search = "full";
    double seconds = 0.2;
};

void run(const Command& command) {
    const BenchRun ran =
        bench(command.program, command.size, kSearches.at(command.search), command.seconds);
    const nlohmann::json line{{"program", command.program}, {"size", command.size},
                              {"search", command.search},   {"iterations", ran.iterations},
                              {"searches", ran.searches},   {"seconds", ran.seconds},
                              {"ending", ran.ending}};
    fmt::print("{}\n", line.dump());
}

int command_line(int argc, char** argv) {
    CLI::App app("Measures a search of Relacy", "impasse-relacy-bench");
    Command command;
    app.add_option("program", command.program, "counter, readers, lastzero, ...")->required();
    app.add_option("size", command.size, "Its size")->required();
    app.add_option("search", command.search, "full or random")
        ->check(CLI::IsMember({"full", "random"}))
        ->capture_default_str();
    app.add_option("--seconds", command.seconds, "Repeat a search until so much time is over")
        ->check(CLI::Range(0.0, 3600.0))
        ->capture_default_str();
    try {
        app.parse(argc, argv);
        run(command);
        return kAsExpected;
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& mistake) {
        fmt::print(stderr, "impasse-relacy-bench: {}\n", mistake.what());
        return kUsage;
    } catch (const UsageError& mistake) {
        fmt::print(stderr, "impasse-relacy-bench: {}\n", mistake.what());
        return kUsage;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "impasse-relacy-bench: {}\n", failure.what());
        return kError;
    }
}

}  // namespace

}  // namespace impasse::relacy

int main(int argc, char** argv) { return impasse::relacy::command_line(argc, argv); }
