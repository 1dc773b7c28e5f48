#include "harness/explore/random.hpp"

#include <bit>

#include "harness/core/hash.hpp"

namespace impasse::explore {

// splitmix64; the bias of the remainder is below 2^-50 for the few moves that there are.
std::uint64_t Random::below(std::uint64_t n) {
    const std::uint64_t value = mix(state_);
    state_ += 0x9e3779b97f4a7c15ULL;
    return value % n;
}

Move Random::pick(const Situation& situation) {
    AgentSet enabled = situation.enabled();
    std::uint64_t which = below(static_cast<std::uint64_t>(std::popcount(enabled)));
    while (which-- > 0) enabled &= enabled - 1;
    const auto agent = static_cast<AgentId>(std::countr_zero(enabled));
    const unsigned ways = situation.ways(agent);
    return {agent, static_cast<std::uint16_t>(ways == 1 ? 0 : below(ways))};
}

}  // namespace impasse::explore
