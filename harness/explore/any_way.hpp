// One of the ways of an agent's step, uniformly.
#pragma once

#include "harness/core/rng.hpp"
#include "harness/core/strategy.hpp"

namespace impasse::explore {

inline Move any_way(AgentId agent, const Situation& situation, Rng& rng) {
    const unsigned ways = situation.ways(agent);
    return {agent, static_cast<std::uint16_t>(ways == 1 ? 0 : rng.below(ways))};
}

}  // namespace impasse::explore
