#include "harness/explore/dfs.hpp"

namespace impasse::explore {

// The running agent first, so that the first execution has as few preemptions as there can be.
void Dfs::offer(const Situation& situation, Offers& offers) const {
    const AgentSet enabled = situation.enabled();
    const AgentId running = situation.running();
    const unsigned preemption = situation.running_wants_on();
    const bool wants_on = running != kNoAgent && (enabled & bit(running));
    const bool yields = wants_on && situation.pending(running).accesses[0].verb == Verb::Yield;
    if (wants_on && !yields) offers.push_back({running, 0});
    for (AgentId agent = 0; agent < kMaxAgents; ++agent)
        if (agent != running && (enabled & bit(agent))) offers.push_back({agent, preemption});
    if (yields) offers.push_back({running, 0});  // so that who waits for others lets them go
}

}  // namespace impasse::explore
