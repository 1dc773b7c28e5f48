#include "harness/explore/dfs.hpp"

namespace impasse::explore {

// The running agent first, so that the first execution has as few preemptions as there can be.
void Dfs::offer(const Situation& situation, Offers& offers) const {
    const AgentSet enabled = situation.enabled();
    const AgentId running = situation.running();
    const unsigned preemption = situation.running_wants_on();
    if (running != kNoAgent && (enabled & bit(running))) offers.push_back({running, 0});
    for (AgentId agent = 0; agent < kMaxAgents; ++agent)
        if (agent != running && (enabled & bit(agent))) offers.push_back({agent, preemption});
}

}  // namespace impasse::explore
