// impasse-bench: measures the engine, side by side with what it is measured against, in one run.
// `meson test --benchmark` runs it; docs/performance.md says what each row means. Exit codes:
// 0 measured, 1 a bar is not met (with --check), 2 usage, 4 error.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "harness/bench/groups.hpp"
#include "harness/core/usage_error.hpp"
#include "harness/core/verdict.hpp"
#include "reports/writers/file.hpp"

namespace impasse::bench {

namespace {

struct Command {
    Settings settings;
    std::string json;
    std::uint64_t for_memory = 0;
    bool quick = false;
    bool markdown = false;
    bool check = false;
};

Report measure(const Settings& settings) {
    Report report;
    // First: the others grow this process, and leave the machine warmer.
    measure_memory(report, settings);
    measure_rates(report, settings);
    measure_steps(report, settings);
    measure_searches(report, settings);
    measure_workers(report, settings);
    return report;
}

nlohmann::json to_json(const Report& report, const Settings& settings) {
    nlohmann::json all = report.data;
    all["schema"] = "impasse-benchmarks/1";
    all["seconds_a_sample"] = settings.seconds;
    all["repetitions"] = settings.repetitions;
    for (const Bar& bar : report.bars) all["bars"].push_back(to_json(bar));
    return all;
}

void print(const Report& report, bool as_markdown) {
    const auto show = as_markdown ? markdown : text;
    fmt::print("{}", show(table_of(report.bars)));
    for (const Table& table : report.tables) fmt::print("\n{}", show(table));
}

int run(const Command& command) {
    if (command.for_memory > 0) {
        fmt::print("{}\n", explore_for_memory(command.for_memory).dump());
        return kAsExpected;
    }
    Settings settings = command.settings;
    if (command.quick) {
        settings.seconds = 0.001;
        settings.repetitions = 1;
        settings.few = 1'000;
        settings.many = 10'000;
    }
    const Report report = measure(settings);
    print(report, command.markdown);
    if (!command.json.empty())
        reports::write_file(command.json, to_json(report, settings).dump(2) + "\n");
    return command.check && !all_met(report.bars) ? kDiffers : kAsExpected;
}

void add_options(CLI::App& app, Command& command) {
    app.add_option("--relacy", command.settings.relacy,
                   "impasse-relacy-bench; without it nothing is measured of Relacy");
    app.add_option("--second-engine", command.settings.second_engine,
                   "impasse-relacy; without it nothing is measured of the second engine");
    app.add_option("--json", command.json, "Write the figures, with every sample, to FILE");
    app.add_flag("--markdown", command.markdown,
                 "Print the tables as docs/performance.md has them");
    app.add_flag("--check", command.check, "Exit with 1 when a bar is not met");
    app.add_flag("--quick", command.quick, "Measure next to nothing: shows that it all runs");
    app.add_option("--seconds", command.settings.seconds, "The least that a sample takes")
        ->check(CLI::Range(0.001, 60.0))
        ->capture_default_str();
    app.add_option("--repetitions", command.settings.repetitions, "Samples a figure")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--explore-for-memory", command.for_memory)->group("");
}

int command_line(int argc, char** argv) {
    CLI::App app("Measures impasse beside Boost.Context and Relacy", "impasse-bench");
    Command command;
    add_options(app, command);
    try {
        app.parse(argc, argv);
        command.settings.self = std::filesystem::read_symlink("/proc/self/exe");
        command.settings.say = [](const std::string& what) { fmt::print(stderr, "{}\n", what); };
        return run(command);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& mistake) {
        fmt::print(stderr, "impasse-bench: {}\n", mistake.what());
        return kUsage;
    } catch (const UsageError& mistake) {
        fmt::print(stderr, "impasse-bench: {}\n", mistake.what());
        return kUsage;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "impasse-bench: {}\n", failure.what());
        return kError;
    }
}

}  // namespace

}  // namespace impasse::bench

int main(int argc, char** argv) { return impasse::bench::command_line(argc, argv); }
