// Executions that are long: who waits for ever though others run on, and whether those only go round.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::run {

// What may be seen in an execution that did not come to its end.
bool shows_while_others_run_on(FindingKind kind);

// With the shortest beginning of the execution that shows it. Costs some twenty replays.
struct FoundRunning {
    Finding finding;
    std::vector<Move> moves;
};
// The same of a finding that such an execution shows at its end.
FoundRunning soonest(const Scenario& scenario, const Params& params, Finding found,
                     std::span<const Move> moves);
// In an execution that has got long.
std::optional<FoundRunning> found_while_running(const Scenario& scenario, const Params& params,
                                                std::span<const Move> moves);
// In any: whether the steps between two places where an agent gave way can be taken again and again.
// `tried` goes up by the replays that it took.
std::optional<FoundRunning> found_going_round(const Scenario& scenario, const Params& params,
                                              const sched::Scheduler& scheduler,
                                              std::uint64_t& tried);

}  // namespace impasse::run
