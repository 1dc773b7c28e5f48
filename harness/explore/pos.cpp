#include "harness/explore/pos.hpp"

#include <bit>

#include "harness/explore/any_way.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::explore {

bool Pos::begin() {
    priorities_.forget_all();
    return true;
}

Move Pos::pick(const Situation& situation) {
    const AgentSet enabled = situation.enabled();
    const AgentId agent = priorities_.highest(enabled, rng_);
    priorities_.forget(agent);  // what it does next is another step
    for (AgentSet rest = enabled & ~bit(agent); rest != 0; rest &= rest - 1) {
        const auto other = static_cast<AgentId>(std::countr_zero(rest));
        if (op::dependent(situation.pending(agent), situation.pending(other)))
            priorities_.forget(other);
    }
    return any_way(agent, situation, rng_);
}

}  // namespace impasse::explore
