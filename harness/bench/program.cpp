#include "harness/bench/program.hpp"

#include <fmt/format.h>

#include "harness/bench/stopwatch.hpp"
#include "harness/core/invariant.hpp"
#include "scenarios/registry.hpp"

namespace impasse::bench {

const Scenario& scenario_of(const Program& program) {
    static const Registry registry = scenarios::all();
    const Scenario* scenario = registry.find(program.scenario);
    INVARIANT(scenario, "the benchmark names a scenario that is gone: " + program.scenario);
    return *scenario;
}

Program litmus(const std::string& name, int n) {
    return {.label = fmt::format("{}({})", name, n),
            .scenario = "litmus/" + name,
            .params = {{"n", n}},
            .in_relacy = name,
            .size = n};
}

Program done_in_window(const std::string& revision, int waiters) {
    return {.label = fmt::format("done-in-window/{}({})", revision, waiters),
            .scenario = "once_map/done-in-window/" + revision,
            .params = {{"waiters", waiters}}};
}

Program protocol(const std::string& revision, int waiters) {
    const std::string name = "once-map-protocol/" + revision;
    return {.label = fmt::format("{}({})", name, waiters),
            .scenario = "relacy/" + name,
            .params = {{"waiters", waiters}}};
}

ScenarioResult explore_once(const Program& program, const run::ExploreOptions& options) {
    const Scenario& scenario = scenario_of(program);
    ScenarioResult result = run::explore(scenario, scenario.with(program.params), options);
    INVARIANT(result.strategy == options.strategy, program.label + " has a bound of its own");
    INVARIANT(result.as_expected || result.verdict == Verdict::Inconclusive,
              program.label + " is not as expected: " + result.reason);
    return result;
}

Searches explore_for(const Program& program, const run::ExploreOptions& options, double seconds) {
    Searches all;
    const Stopwatch watch;
    do {
        const ScenarioResult result = explore_once(program, options);
        all.executions = result.executions;
        all.steps = result.steps;
        ++all.searches;
        all.seconds = watch.seconds();
    } while (all.seconds < seconds);
    return all;
}

// What is measured is exploration, not the search for the best way to tell what it found.
run::ExploreOptions dpor() {
    run::ExploreOptions options;
    options.minimise = 0;
    return options;
}

run::ExploreOptions random_ones() {
    run::ExploreOptions options = dpor();
    options.strategy = "random";
    options.max_executions = 20'000;
    return options;
}

}  // namespace impasse::bench
