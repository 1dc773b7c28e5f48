// impasse-relacy: runs one scenario in the second engine. impasse calls it (harness/run/second_engine.cpp),
// in a process of its own: Relacy leaks, and a program can crash it.
//
//     impasse-relacy --list            the scenarios it has, one a line
//     impasse-relacy NAME [--set key=value]... [--max-executions N] [--max-seconds S] [--preemptions N]
//                    [--sequentially-consistent]      the result as JSON; what is expected is not looked at
//
// Exit codes: 0 it has run, 2 usage, 4 error.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "harness/core/settings.hpp"
#include "harness/relacy/engine.hpp"
#include "reports/formats/json.hpp"
#include "scenarios/second_engine.hpp"

namespace impasse::relacy {

namespace {

struct Command {
    bool list = false;
    bool progress = false;
    std::string name;
    std::vector<std::string> settings;
    Options options;
};

ScenarioResult run(const Scenario& scenario, const Params& params, const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    Result ran = search([&] { scenario.body(params); }, options);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    ScenarioResult result;
    result.name = scenario.name;
    result.params = params.values();
    result.strategy = options.preemptions ? "bound" : "full";
    result.engine = "relacy";
    result.memory_model = options.sequentially_consistent ? "sc" : "c++";
    result.bound = ran.bound;
    result.preemptions = options.preemptions;
    result.spurious_wakeups = ran.spurious_wakeups;
    result.verdict = ran.verdict;
    result.reason = ran.reason;
    result.exhausted = ran.exhausted;
    result.executions = ran.executions;
    const bool found = ran.verdict == Verdict::Found;
    result.deadlocked = found && ran.stuck;
    result.abandoned = !result.exhausted && !result.deadlocked && ran.executions > 0 &&
                       ran.verdict != Verdict::Inconclusive;
    result.complete = ran.executions - result.deadlocked - result.abandoned;
    result.steps = ran.steps;
    result.seconds = took.count();
    result.measures = std::move(ran.measures);
    if (ran.finding) result.findings.push_back(std::move(*ran.finding));
    return result;
}

// "# 12345 1.2", a few times a second.
void tell_progress(std::uint64_t executions, double seconds) {
    fmt::print("# {} {:.2f}\n", executions, seconds);
    std::fflush(stdout);
}

int run(const Command& command) {
    Registry registry;
    scenarios::in_both_engines(registry);
    if (command.list) {
        for (const Scenario& scenario : registry.all()) fmt::print("{}\n", scenario.name);
        return kAsExpected;
    }
    const Scenario* scenario = registry.find(command.name);
    if (!scenario) throw UsageError(fmt::format("'{}' is no scenario here", command.name));
    const Params params = scenario->with(parse_settings(command.settings));
    Options options = command.options;
    if (command.progress) options.progress = tell_progress;
    fmt::print("{}\n", reports::to_json({run(*scenario, params, options)}));
    return kAsExpected;
}

int command_line(int argc, char** argv) {
    CLI::App app("Runs one scenario under Relacy. Use impasse explore --engine relacy.",
                 "impasse-relacy");
    Command command;
    app.add_option("scenario", command.name, "Its name");
    app.add_flag("--list", command.list, "Print the names of the scenarios that it has");
    app.add_option("--set", command.settings, "Set a parameter: key=value")->take_all();
    app.add_option("--max-executions", command.options.max_executions, "Stop after N executions")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--max-seconds", command.options.max_seconds, "Stop after S seconds")
        ->check(CLI::PositiveNumber);
    app.add_option("--preemptions", command.options.preemptions, "Search within N preemptions")
        ->check(CLI::Range(0, 1000));
    app.add_flag("--progress", command.progress,
                 "Print how far it is: lines of '# EXECUTIONS SECONDS'");
    app.add_flag("--sequentially-consistent", command.options.sequentially_consistent,
                 "Take every memory order for seq_cst");
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
