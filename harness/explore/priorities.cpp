#include "harness/explore/priorities.hpp"

#include <bit>

namespace impasse::explore {

AgentId Priorities::highest(AgentSet agents, Rng& rng) {
    constexpr std::uint64_t kRange = std::uint64_t{1} << 63;
    AgentId first = kNoAgent;
    for (AgentSet rest = agents; rest != 0; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        if (!(known_ & bit(agent))) set(agent, reserved_ + 1 + rng.below(kRange));
        if (first == kNoAgent || priorities_[agent] > priorities_[first]) first = agent;
    }
    return first;
}

}  // namespace impasse::explore
