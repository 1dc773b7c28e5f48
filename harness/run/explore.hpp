// Explores one scenario with one parameter set: runs executions until the strategy or a budget says
// stop, judges each, keeps every finding once, and says what the whole amounts to.
//
// Memory: dpor keeps nothing of an execution that is over. The other strategies may run a trace twice:
// 16 bytes and a hash node for each distinct trace tell. A bound on preemptions keeps more
// (explore/cached_dfs.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/core/result.hpp"
#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"

namespace impasse::run {

struct ExploreOptions {
    std::string strategy = "dpor";
    std::optional<unsigned> preemptions;  // none: as the scenario declares
    std::optional<unsigned> delays;
    bool iterate = false;              // raise the bound from 0 up to that
    std::optional<unsigned> depth;     // of pct
    std::uint64_t max_executions = 0;  // 0: no limit
    unsigned max_steps = 10'000;       // an execution
    double max_seconds = 0;  // 0: no limit; for what findings come from, one more at least
    std::uint64_t seed = 1;
    bool stop_at_first = false;
    bool symmetry = false;  // interchangeable agents: of executions that are alike, one (dpor)
    std::uint64_t minimise =
        20'000;  // executions that the search for a finding's shortest story may take
    // Of each finding, the point of no return and what-ifs, in at most so many executions for each
    // question, but no more than four times (at least 10,000) what the exploration took. 0: neither.
    std::uint64_t diagnose = 0;
    unsigned jobs = 1;  // OS threads that explore together; more than one with dpor alone
};

struct Progress {
    std::string asks;   // what it asks of a finding that it has; empty: it explores
    std::string bound;  // within which it is exploring; empty: none
    std::uint64_t executions = 0;
    std::uint64_t found = 0;
    double seconds = 0;
    std::optional<double> explored;  // the share of the whole, as far as can be told
};

using OnProgress = std::function<void(const Progress&)>;  // called a few times a second at most

ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress = {});

struct Replayed {
    ScenarioResult result;  // one execution
    std::vector<StepLine> steps;
};

// Runs one schedule. Throws UsageError when it does not fit the scenario. Calls impasse_break() where the
// agent of the move with that number (from 1) is about to act; 0: nowhere.
Replayed replay(const Scenario& scenario, const Params& params, const std::vector<Move>& moves,
                std::size_t break_at = 0);

// A result that nothing is known of yet.
ScenarioResult header_of(const Scenario& scenario, const Params& params,
                         const std::string& strategy);

// How a result names that bound.
std::string spurious_wakeups_bound(unsigned most);

// Sets as_expected and reason from the verdict, the findings and what the scenario expects.
void compare_with_expectation(ScenarioResult& result, const Scenario& scenario,
                              const Params& params);
// The same for one execution, which can show a finding but cannot show that there is none.
void compare_replay(ScenarioResult& result, const Scenario& scenario, const Params& params);

}  // namespace impasse::run
