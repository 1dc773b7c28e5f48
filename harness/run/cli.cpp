#include "harness/run/cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "harness/run/commands.hpp"
#include "harness/run/crash.hpp"
#include "harness/run/diagnose.hpp"
#include "harness/run/saved.hpp"

namespace impasse::run {

namespace {

constexpr const char* kAbout =
    "impasse explores the interleavings of small concurrent programs (scenarios) and says whether "
    "they can\n"
    "hang, and if so, how.";
constexpr std::uint64_t kLargest = 1'000'000'000'000'000'000;

constexpr const char* kExitCodes =
    "exit codes: 0 all as expected, 1 a verdict differs, 2 usage, 3 inconclusive, 4 error\n"
    "examples:\n"
    "  impasse list\n"
    "  impasse explore 'once_map/*' --json -\n"
    "  impasse explore litmus/philosophers --set n=4 --report out\n"
    "  impasse replay i1:litmus/abba:1.2:2.97bfaf --trace\n"
    "  impasse explain i1:litmus/abba:1.2:2.97bfaf";

// CLI11's own validators let -1, nan and what does not fit through, or print ranges of 300 digits.
CLI::Validator whole(std::uint64_t min, std::uint64_t max) {
    return CLI::Validator(
        [min, max](std::string& text) -> std::string {
            std::uint64_t value = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), value);
            const bool fits = error == std::errc{} && end == text.data() + text.size() &&
                              value >= min && value <= max;
            return fits ? "" : fmt::format("'{}' is no whole number from {} to {}", text, min, max);
        },
        "");
}

CLI::Validator seconds() {
    return CLI::Validator(
        [](std::string& text) -> std::string {
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            const bool fits = !text.empty() && *end == 0 && value > 0 && value <= 1e9;
            return fits ? "" : fmt::format("'{}' is no number of seconds above 0", text);
        },
        "");
}

CLI::Validator some_path() {
    return CLI::Validator(
        [](std::string& text) -> std::string { return text.empty() ? "the path is empty" : ""; },
        "");
}

void add_base(CLI::App& command, std::string& base) {
    command
        .add_option("--base", base,
                    "Earlier results (results.json): say what is new, fixed, weaker since")
        ->check(some_path());
}

void add_explore(CLI::App& app, ExploreCommand& command) {
    CLI::App& explore = *app.add_subcommand("explore", "Explore scenarios and judge them");
    explore.add_option("scenarios", command.patterns,
                       "Names, globs ('once_map/*') or suites (suite:litmus); none: all of them");
    explore.add_option("--set", command.settings, "Set a scenario's parameter: key=value")
        ->take_all();
    explore
        .add_option("--strategy", command.options.strategy,
                    "How to explore: dpor (every trace once), dfs (every interleaving), or draw "
                    "executions: random, pct, pos")
        ->check(CLI::IsMember({"dpor", "dfs", "random", "pct", "pos"}))
        ->capture_default_str();
    explore
        .add_option(
            "--engine", command.engine,
            "What runs the scenarios: fiber, or relacy, which runs every interleaving of those "
            "that it has (impasse list --engine relacy), and stops at the first finding")
        ->check(CLI::IsMember({"fiber", "relacy"}))
        ->capture_default_str();
    explore
        .add_option(
            "--memory-model", command.memory_model,
            "With --engine relacy: c++ (the default), or sc, which takes every memory order "
            "for seq_cst as the fibers do")
        ->check(CLI::IsMember({"c++", "sc"}));
    explore
        .add_option(
            "--preemptions", command.options.preemptions,
            "Run only executions with at most N preemptions: the verdict is then free-within")
        ->check(whole(0, 1000));
    explore
        .add_option("--delays", command.options.delays,
                    "Run only executions that deviate at most N times from a scheduler that lets "
                    "agents take turns: free-within")
        ->check(whole(0, 1000));
    explore.add_flag(
        "--iterate", command.options.iterate,
        "Explore within 0 preemptions, then 1, and so on, up to the first bound with a "
        "finding, up to N (--preemptions N; --delays N in the same way), or until a "
        "bound keeps nothing out: that is everything, free");
    explore
        .add_option("--depth", command.options.depth,
                    "How many orderings the bug that pct looks for depends on (3)")
        ->check(whole(1, 100));
    explore
        .add_option("--max-executions", command.options.max_executions,
                    "Stop a scenario after N executions")
        ->check(whole(1, kLargest));
    explore
        .add_option("--max-steps", command.options.max_steps, "Abandon an execution after N steps")
        ->check(whole(1, 10'000'000))
        ->capture_default_str();
    explore
        .add_option("--max-seconds", command.options.max_seconds,
                    "Stop a scenario after S seconds (what a finding comes from may take one more)")
        ->check(seconds());
    explore.add_option("--seed", command.options.seed, "The seed of random, pct and pos")
        ->check(whole(0, kLargest))
        ->capture_default_str();
    explore
        .add_option("--jobs", command.options.jobs,
                    "Explore in N threads: the same counts, sooner (dpor)")
        ->check(whole(1, 256))
        ->capture_default_str();
    explore
        .add_option(
            "--resume", command.resume,
            "Go on from the frontier in FILE, which an exploration leaves that is cut short "
            "(impasse-frontier.json); what is left then is written to FILE")
        ->check(some_path());
    explore.add_flag("--symmetry", command.options.symmetry,
                     "Of executions that differ only in which of interchangeable threads is which, "
                     "explore one (dpor)");
    explore.add_flag("--stop-at-first", command.options.stop_at_first,
                     "Stop a scenario at its first finding");
    explore
        .add_option("--json", command.json, "Write the results as JSON to FILE ('-': to stdout)")
        ->check(some_path());
    explore
        .add_option("--report", command.report,
                    "Write an HTML report (index.html) into DIR, and the same as results.json, "
                    "junit.xml, results.sarif and summary.md")
        ->check(some_path());
    add_base(explore, command.base);
    explore
        .add_option("--progress", command.progress,
                    "A progress line: auto (on a terminal), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
}

void add_replay(CLI::App& app, ReplayCommand& command) {
    CLI::App& replay =
        *app.add_subcommand("replay", "Run one schedule again and say what it shows");
    replay.add_option("schedule", command.schedule, "A schedule's text, or a file that holds it")
        ->required();
    replay.add_flag("--trace", command.trace, "Print every step");
    replay.add_option("--until", command.until, "With --trace: print the steps up to this one")
        ->check(whole(1, 10'000'000));
    replay
        .add_option("--break", command.break_at,
                    "Call impasse_break() before the agent of this step acts: gdb -ex 'break "
                    "impasse_break' -ex run --args impasse replay SCHEDULE --break 12")
        ->check(whole(1, 10'000'000));
}

void add_explain(CLI::App& app, ExplainCommand& command) {
    CLI::App& explain = *app.add_subcommand(
        "explain",
        "Tell a finding's story: who waits for whom, since when nothing avoids it, and "
        "what change removes it");
    explain.add_option("schedule", command.schedule, "A schedule's text, or a file that holds it")
        ->required();
    explain
        .add_option(
            "--svg", command.svg,
            "Write PREFIX-graph.svg (who waits for whom) and PREFIX-lanes.svg (the steps that "
            "matter), for an issue or a paper")
        ->check(some_path());
}

void add_report(CLI::App& app, ReportCommand& command) {
    CLI::App& report = *app.add_subcommand("report", "Merge results into one report");
    report.add_option("results", command.results, "JSON files that explore wrote")->required();
    report
        .add_option("--out", command.out,
                    "The folder to write index.html, results.json, junit.xml, results.sarif and "
                    "summary.md into")
        ->required();
    add_base(report, command.base);
}

void add_compare(CLI::App& app, CompareCommand& command) {
    CLI::App& compare = *app.add_subcommand(
        "compare",
        "Say what is new, fixed, still there or known less surely since earlier results");
    compare.footer(
        "exit codes: 0 nothing is worse, 1 a finding is new, a verdict weaker or a scenario gone, "
        "2 usage");
    compare.add_option("base", command.base, "JSON that explore wrote before")->required();
    compare.add_option("head", command.head, "JSON that explore wrote now")->required();
}

constexpr const char* kInParts =
    "one frontier, explored on three machines:\n"
    "  impasse explore litmus/lastzero --set n=15 --max-executions 1000\n"
    "  impasse split impasse-frontier.json --parts 3\n"
    "  impasse explore --resume impasse-frontier-1.json    (each part on a machine of its own)\n"
    "  impasse join impasse-frontier-[123].json --out joined.json\n"
    "  impasse explore --resume joined.json    (or split it again, if much is left)";

void add_split(CLI::App& app, SplitCommand& command) {
    CLI::App& split =
        *app.add_subcommand("split", "Divide a frontier, to be explored on several machines");
    split.footer(kInParts);
    split
        .add_option("frontier", command.frontier,
                    "What an exploration leaves that is cut short (impasse-frontier.json)")
        ->required();
    split.add_option("--parts", command.parts, "Into how many")
        ->check(whole(1, kMaxParts))
        ->required();
    split
        .add_option("--out", command.out,
                    "Write the parts to PREFIX-1.json, PREFIX-2.json ... (the frontier's name)")
        ->check(some_path());
}

void add_join(CLI::App& app, JoinCommand& command) {
    CLI::App& join = *app.add_subcommand(
        "join", "Make one frontier of all parts of a split, explored to the end or not");
    join.footer(kInParts);
    join.add_option("parts", command.parts, "The files of all parts, in any order")->required();
    join.add_option("--out", command.out,
                    "Write the frontier to FILE: impasse explore --resume FILE goes on with it, or "
                    "tells the result")
        ->check(some_path())
        ->required();
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

int command_line(const Registry& registry, int argc, char** argv) {
    watch_for_crashes();
    CLI::App app(kAbout, "impasse");
    app.footer(kExitCodes);
    app.require_subcommand(1);
    ListCommand list;
    ExploreCommand explore;
    explore.options.diagnose = kDiagnose;
    ReplayCommand replay;
    ExplainCommand explain;
    ReportCommand report;
    CompareCommand compare;
    SplitCommand split;
    JoinCommand join;
    CLI::App& list_them = *app.add_subcommand("list", "Name every scenario");
    list_them.add_flag("--json", list.json,
                       "As a JSON array of {name, about, params, expected, suite}");
    list_them
        .add_option("--engine", list.engine,
                    "Those that this engine has: fiber has all, relacy some")
        ->check(CLI::IsMember({"fiber", "relacy"}))
        ->capture_default_str();
    add_explore(app, explore);
    add_replay(app, replay);
    add_explain(app, explain);
    add_report(app, report);
    add_compare(app, compare);
    add_split(app, split);
    add_join(app, join);
    for (int i = 0; i < argc; ++i)
        explore.command += (i ? " " : "") + std::string(i ? argv[i] : "impasse");
    try {
        app.parse(argc, argv);
        if (app.got_subcommand("list")) return run_list(registry, list);
        if (app.got_subcommand("explore")) return run_explore(registry, explore);
        if (app.got_subcommand("replay")) return run_replay(registry, replay);
        if (app.got_subcommand("explain")) return run_explain(registry, explain);
        if (app.got_subcommand("compare")) return run_compare(compare);
        if (app.got_subcommand("split")) return run_split(split);
        if (app.got_subcommand("join")) return run_join(join);
        return run_report(report);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& mistake) {
        fmt::print(stderr, "impasse: {} (impasse --help explains)\n", first_line(mistake.what()));
        return kUsage;
    } catch (const UsageError& mistake) {
        fmt::print(stderr, "impasse: {}\n", first_line(mistake.what()));
        return kUsage;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "impasse: {}\n", failure.what());
        return kError;
    }
}

}  // namespace impasse::run
