#include "harness/explore/random.hpp"

#include <bit>

#include "harness/explore/any_way.hpp"

namespace impasse::explore {

Move Random::pick(const Situation& situation) {
    AgentSet enabled = situation.enabled();
    std::uint64_t which = rng_.below(static_cast<std::uint64_t>(std::popcount(enabled)));
    while (which-- > 0) enabled &= enabled - 1;
    return any_way(static_cast<AgentId>(std::countr_zero(enabled)), situation, rng_);
}

}  // namespace impasse::explore
