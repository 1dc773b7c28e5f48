// impasse-relacy: runs what is written over a policy in the second engine. Exit codes as impasse's:
// 0 all as expected, 1 a verdict differs, 2 usage, 3 inconclusive, 4 error.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "harness/relacy/programs.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/text.hpp"
#include "reports/writers/file.hpp"

namespace impasse::relacy {

namespace {

struct Command {
    std::string json;
    std::optional<unsigned> preemptions;
    std::uint64_t max_iterations = Options{}.max_iterations;
    bool whole = false;
    bool swapped = false;
};

// Each program under the name, the subject and the expectation of its broken or fixed twin.
std::vector<Program> swapped(std::vector<Program> programs) {
    const std::size_t half = programs.size() / 2;
    for (std::size_t i = 0; i < half; ++i) std::swap(programs[i].run, programs[half + i].run);
    return programs;
}

int run(const Command& command) {
    std::FILE* out = command.json == "-" ? stderr : stdout;
    std::vector<ScenarioResult> results;
    for (const Program& program : command.swapped ? swapped(programs()) : programs()) {
        Options options{.max_iterations = command.max_iterations,
                        .preemptions = program.preemptions};
        if (command.preemptions) options.preemptions = command.preemptions;
        if (command.whole) options.preemptions.reset();
        results.push_back(explore(program, options));
        const ScenarioResult& result = results.back();
        fmt::print(out, "{}\n", reports::verdict_line(result));
        if (!result.reason.empty()) fmt::print(out, "      {}\n", result.reason);
        for (const Finding& finding : result.findings)
            fmt::print(out, "{}\n", reports::finding_text(finding));
        std::fflush(out);
    }
    if (command.json == "-") {
        fmt::print("{}", reports::to_json(results));
    } else if (!command.json.empty()) {
        reports::write_file(command.json, reports::to_json(results));
    }
    return exit_code_of(results);
}

int command_line(int argc, char** argv) {
    CLI::App app("Runs the models that are written over a policy under Relacy", "impasse-relacy");
    Command command;
    app.add_option("--json", command.json, "Write the results as JSON to FILE ('-': to stdout)");
    auto* bound = app.add_option("--preemptions", command.preemptions,
                                 "Search within N preemptions, whatever a program declares")
                      ->check(CLI::Range(0, 1000));
    app.add_flag("--whole", command.whole, "Search without a bound, whatever a program declares")
        ->excludes(bound);
    app.add_option("--max-iterations", command.max_iterations, "Stop a search after N iterations")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_flag("--swapped", command.swapped,
                 "Self-check: run the broken revision for the fixed one and the other way round, "
                 "which must exit 1");
    try {
        app.parse(argc, argv);
        return run(command);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& mistake) {
        fmt::print(stderr, "impasse-relacy: {}\n", mistake.what());
        return kUsage;
    } catch (const UsageError& mistake) {
        fmt::print(stderr, "impasse-relacy: {}\n", mistake.what());
        return kUsage;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "impasse-relacy: {}\n", failure.what());
        return kError;
    }
}

}  // namespace

}  // namespace impasse::relacy

int main(int argc, char** argv) { return impasse::relacy::command_line(argc, argv); }
