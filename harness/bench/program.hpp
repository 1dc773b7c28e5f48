// A scenario with its parameters, as a thing to measure.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/core/result.hpp"
#include "harness/core/scenario.hpp"
#include "harness/run/explore.hpp"

namespace impasse::bench {

struct Program {
    std::string label;  // "counter(8)"
    std::string scenario;
    std::map<std::string, std::int64_t> params;
    // Of the program that harness/relacy/bench_programs.cpp has for it; empty: it has none.
    std::string in_relacy{};
    int size = 0;
};

Program litmus(const std::string& name, int n);
Program done_in_window(const std::string& revision, int waiters);
Program protocol(const std::string& revision, int waiters);

const Scenario& scenario_of(const Program& program);

// Once, in this process. Throws when the verdict is an error or not the expected one.
ScenarioResult explore_once(const Program& program, const run::ExploreOptions& options);

struct Searches {
    std::uint64_t searches = 0;
    double seconds = 0;
    std::uint64_t executions = 0;  // of one search
    std::uint64_t steps = 0;
};
// Whole searches, one after the other, until so much time is over. What a search sets up and tears
// down counts.
Searches explore_for(const Program& program, const run::ExploreOptions& options, double seconds);

run::ExploreOptions dpor();
// So many executions that a few searches make a figure.
run::ExploreOptions random_ones();

}  // namespace impasse::bench
