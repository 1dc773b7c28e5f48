// A priority for each agent, random from when it is first needed until it is set or forgotten.
// Equal ones (a chance of 2^-63) go by id.
#pragma once

#include <array>
#include <cstdint>

#include "harness/core/ids.hpp"
#include "harness/core/rng.hpp"

namespace impasse::explore {

class Priorities {
  public:
    // Random priorities are above `reserved`; those up to there are for set().
    explicit Priorities(std::uint64_t reserved) : reserved_(reserved) {}

    void forget_all() { known_ = 0; }
    void forget(AgentId agent) { known_ &= ~bit(agent); }
    void set(AgentId agent, std::uint64_t priority) {
        known_ |= bit(agent);
        priorities_[agent] = priority;
    }
    // The agent that comes first of these, of which there must be one.
    AgentId highest(AgentSet agents, Rng& rng);

  private:
    std::uint64_t reserved_;
    AgentSet known_ = 0;
    std::array<std::uint64_t, kMaxAgents> priorities_{};  // of known_
};

}  // namespace impasse::explore
