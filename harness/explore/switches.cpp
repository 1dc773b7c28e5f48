#include "harness/explore/switches.hpp"

namespace impasse::explore {

void Switches::offer(const Situation& situation, Offers& offers) const {
    const AgentSet enabled = situation.enabled();
    const AgentId running = situation.running();
    if (running != kNoAgent && (enabled & bit(running))) offers.push_back({running, 0});
    for (AgentId agent = 0; agent < kMaxAgents; ++agent)
        if (agent != running && (enabled & bit(agent)))
            offers.push_back({agent, running == kNoAgent ? 0U : 1U});
}

}  // namespace impasse::explore
