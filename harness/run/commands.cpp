#include "harness/run/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/run/diagnose.hpp"
#include "harness/run/gate.hpp"
#include "harness/run/progress.hpp"
#include "harness/run/reporting.hpp"
#include "harness/run/saved.hpp"
#include "harness/run/strategies.hpp"
#include "harness/trace/schedule.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/text.hpp"
#include "reports/report.hpp"
#include "reports/writers/file.hpp"

namespace impasse::run {

namespace {

constexpr std::uint64_t kRandomExecutions = 10'000;
constexpr const char* kFrontierFile = "impasse-frontier.json";

// While it lives, an interrupt (Ctrl-C) ends explorations after their execution; a second one ends the
// process.
class Interruptible {
  public:
    Interruptible() : before_(std::signal(SIGINT, on_interrupt)) {}
    ~Interruptible() { std::signal(SIGINT, before_); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

  private:
    static void on_interrupt(int) {
        interrupted = true;
        std::signal(SIGINT, SIG_DFL);
    }
    void (*before_)(int);
};

std::string titled(const Planned& planned) {
    const std::string params = planned.params.str();
    return params.empty() ? planned.scenario->name : planned.scenario->name + " " + params;
}

// Details for whoever looks at a log: what was not expected, in full.
void print_result(const ScenarioResult& result, std::FILE* out) {
    fmt::print(out, "{}\n", reports::verdict_line(result));
    if (!result.coverage.empty()) fmt::print(out, "      {}\n", result.coverage);
    if (result.as_expected) return;
    fmt::print(out, "      {}\n", result.reason);
    for (const Finding& finding : result.findings)
        fmt::print(out, "{}\n", reports::finding_text(finding));
}

bool is_of(const Saved& saved, const Planned& planned) {
    return saved.scenario == planned.scenario->name && saved.params == planned.params.values();
}

const Saved* find(const std::vector<Saved>& saved, const Planned& planned) {
    for (const Saved& one : saved)
        if (is_of(one, planned)) return &one;
    return nullptr;
}

std::vector<Planned> plan_of(const Registry& registry, const std::vector<Saved>& saved) {
    std::vector<Planned> planned;
    for (const Saved& one : saved) {
        const Scenario* scenario = registry.find(one.scenario);
        if (!scenario)
            throw UsageError(
                fmt::format("the frontier is of '{}', which is no scenario here", one.scenario));
        planned.push_back({scenario, scenario->with(one.params)});
    }
    if (planned.empty()) throw UsageError("the frontier is of no scenario");
    return planned;
}

void leave(const std::vector<Saved>& left, const std::string& path) {
    reports::write_file(path, to_json(left));
    if (const auto& part = left.front().part)
        fmt::print(stderr,
                   "what part {} of {} has come to is in {}; impasse join puts the parts "
                   "together\n",
                   part->number, part->of, path);
    else
        fmt::print(
            stderr, "{} not explored to the end; impasse explore --resume {} goes on\n",
            left.size() == 1 ? "one scenario is" : fmt::format("{} scenarios are", left.size()),
            path);
}

// Of a frontier that was gone on with, what this run has not touched, and of a part what failed
// too: the others wait for it.
void keep_the_rest(std::vector<Saved>& left, const std::vector<Saved>& saved,
                   const std::vector<Planned>& planned) {
    for (const Saved& one : saved) {
        const bool is_left = std::any_of(left.begin(), left.end(), [&](const Saved& other) {
            return other.scenario == one.scenario && other.params == one.params;
        });
        const bool ran = std::any_of(planned.begin(), planned.end(),
                                     [&](const Planned& other) { return is_of(one, other); });
        if (!is_left && (one.part || !ran)) left.push_back(one);
    }
}

// Of earlier results those that this run asks for again.
void keep_planned(reports::Report::Base& base, const std::vector<Planned>& planned) {
    std::erase_if(base.scenarios, [&](const ScenarioResult& before) {
        return std::none_of(planned.begin(), planned.end(),
                            [&](const Planned& one) { return one.scenario->name == before.name; });
    });
}

std::string closing_line(const std::vector<ScenarioResult>& results) {
    std::size_t as_expected = 0;
    for (const ScenarioResult& result : results) as_expected += result.as_expected;
    return as_expected == results.size()
               ? fmt::format("{} explorations, all as expected", results.size())
               : fmt::format("{} explorations, {} as expected, {} not", results.size(), as_expected,
                             results.size() - as_expected);
}

// What the second engine cannot do must not be asked of it in vain.
void check_for_second_engine(const ExploreCommand& command) {
    const ExploreOptions& asked = command.options;
    const ExploreOptions plain;
    const std::vector<std::pair<const char*, bool>> options{
        {"--strategy", asked.strategy != plain.strategy},
        {"--delays", asked.delays.has_value()},
        {"--iterate", asked.iterate},
        {"--depth", asked.depth.has_value()},
        {"--max-steps", asked.max_steps != plain.max_steps},
        {"--seed", asked.seed != plain.seed},
        {"--symmetry", asked.symmetry},
        {"--jobs", asked.jobs != plain.jobs},
        {"--resume", !command.resume.empty()}};
    for (const auto& [option, used] : options)
        if (used)
            throw UsageError(
                fmt::format("{} does not go with --engine relacy, which runs every interleaving "
                            "(or those within "
                            "--preemptions)",
                            option));
}

}  // namespace

int run_list(const Registry& registry, const ListCommand& command) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    std::optional<SecondEngine> second;
    if (command.engine == "relacy") second.emplace();
    for (const Scenario& scenario : registry.all()) {
        if (second && !second->has(scenario)) continue;
        const std::string expected = scenario.expected(scenario.with({})).str();
        if (!command.json) {
            fmt::print("{:<44} {}\n", scenario.name, expected);
            continue;
        }
        nlohmann::ordered_json params = nlohmann::ordered_json::array();
        for (const ParamSpec& spec : scenario.params)
            params.push_back({{"name", spec.name},
                              {"default", spec.value},
                              {"min", spec.min},
                              {"max", spec.max},
                              {"about", spec.about}});
        list.push_back({{"name", scenario.name},
                        {"about", scenario.about},
                        {"params", params},
                        {"expected", expected},
                        {"suite", scenario.suite()}});
    }
    if (command.json) fmt::print("{}\n", list.dump(2));
    return kAsExpected;
}

int run_explore(const Registry& registry, ExploreCommand& command) {
    std::vector<Saved> saved;
    std::optional<SecondEngine> second;
    if (command.engine == "relacy") {
        check_for_second_engine(command);
        second.emplace();
    } else if (!command.memory_model.empty()) {
        throw UsageError(
            "--memory-model goes with --engine relacy: fibers are sequentially consistent");
    }
    if (!command.resume.empty()) saved = saved_from_json(read_file(command.resume), command.resume);
    const auto planned =
        command.resume.empty() || !command.patterns.empty()
            ? plan(registry, command.patterns, command.settings, second ? &*second : nullptr)
            : plan_of(registry, saved);
    ExploreOptions& options = command.options;
    const bool ends = choose_strategy(options, {}).random == false;
    if (!ends && options.max_executions == 0 && options.max_seconds == 0)
        options.max_executions = kRandomExecutions;
    std::FILE* out = command.json == "-" ? stderr : stdout;
    ProgressLine progress(command.progress);
    reports::Report report{
        .title = "Exploration report", .command = command.command, .scenarios = {}};
    if (!command.base.empty()) {
        report.base = base_from(command.base);
        if (!command.patterns.empty()) keep_planned(*report.base, planned);
    }
    std::vector<Saved> left;
    const Interruptible interruptible;
    for (const Planned& one : planned) {
        std::optional<Saved> rest;
        const OnProgress follow = progress.follow(titled(one));
        report.scenarios.push_back(
            second ? second->explore(*one.scenario, one.params, command.options,
                                     command.memory_model.empty() ? "c++" : command.memory_model,
                                     follow)
                   : explore(*one.scenario, one.params, command.options, follow, find(saved, one),
                             rest));
        if (rest) left.push_back(std::move(*rest));
        progress.clear();
        print_result(report.scenarios.back(), out);
        std::fflush(out);
    }
    fmt::print(out, "{}\n", closing_line(report.scenarios));
    if (command.json == "-") {
        fmt::print("{}\n", reports::to_json(report.scenarios));
    } else if (!command.json.empty()) {
        reports::write_file(command.json, reports::to_json(report.scenarios));
    }
    if (!command.report.empty()) write_report(report, command.report, out);
    if (report.base) fmt::print(out, "since {}: {}\n", report.base->name, since_base(report));
    keep_the_rest(left, saved, planned);
    if (!left.empty()) leave(left, command.resume.empty() ? kFrontierFile : command.resume);
    return exit_code_of(report.scenarios);
}

Scheduled scheduled(const Registry& registry, const std::string& schedule_or_file) {
    trace::Schedule schedule = trace::Schedule::read(schedule_or_file);
    const Scenario* scenario = registry.find(schedule.scenario);
    if (!scenario)
        throw UsageError(
            fmt::format("the schedule is of '{}', which is no scenario here", schedule.scenario));
    return {scenario, scenario->with(schedule.params), std::move(schedule.moves)};
}

int run_replay(const Registry& registry, const ReplayCommand& command) {
    const auto [scenario, params, moves] = scheduled(registry, command.schedule);
    Replayed replayed = replay(*scenario, params, moves);
    if (replayed.result.abandoned > 0 && replayed.result.findings.empty())
        throw UsageError(
            fmt::format("the schedule ends at step {}, but agents of {} are still enabled",
                        moves.size(), scenario->name));
    if (command.break_at > 0)
        replay(*scenario, params, moves, move_of(command.break_at, replayed.steps));
    compare_replay(replayed.result, *scenario, params);
    fmt::print("{}\n", reports::verdict_line(replayed.result));
    if (command.trace || command.until > 0) {
        Finding shown;
        shown.steps = replayed.steps;
        if (command.until > 0 && command.until < shown.steps.size())
            shown.steps.resize(command.until);
        fmt::print("\n{}\n", reports::steps_text(shown));
    }
    for (Finding& finding : replayed.result.findings) {
        if (command.until > 0) break;
        if (command.trace) finding.steps.clear();  // they stand above
        fmt::print("{}\n", reports::finding_text(finding));
    }
    return replayed.result.as_expected ? kAsExpected : kDiffers;
}

}  // namespace impasse::run
