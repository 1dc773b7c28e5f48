#include "harness/explore/pct.hpp"

#include <algorithm>

#include "harness/core/invariant.hpp"
#include "harness/explore/any_way.hpp"

namespace impasse::explore {

Pct::Pct(std::uint64_t seed, unsigned depth) : rng_(seed), priorities_(depth) {
    INVARIANT(depth >= 1, "pct has a depth of at least 1");
    change_points_.resize(depth - 1);
}

bool Pct::begin() {
    steps_ = 0;
    priorities_.forget_all();
    // Drawn independently, as in the paper: two may fall together. 0 is never reached.
    for (unsigned& step : change_points_)
        step = longest_ == 0 ? 0 : 1 + static_cast<unsigned>(rng_.below(longest_));
    return true;
}

Move Pct::pick(const Situation& situation) {
    const AgentId agent = priorities_.highest(situation.enabled(), rng_);
    ++steps_;
    for (std::size_t i = 0; i < change_points_.size(); ++i)
        if (change_points_[i] == steps_) priorities_.set(agent, i + 1);
    return any_way(agent, situation, rng_);
}

void Pct::end(Ending) { longest_ = std::max(longest_, steps_); }

}  // namespace impasse::explore
