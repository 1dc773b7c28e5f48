// The canonical form of an execution: equal for two executions exactly when they are of one trace.
//
// Each step is hashed with its agent, its place in the agent's program, the way it went, and its
// causal past (a vector clock over the dependent steps before it); the sum of the hashes does not
// depend on the order in which independent steps ran. Cost: O(agents + earlier steps on the same
// objects) a step.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/step.hpp"

namespace impasse::trace {

struct TraceHash {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend auto operator<=>(const TraceHash&, const TraceHash&) = default;
};

class CanonicalForm {
  public:
    void reset();
    void add(AgentId agent, const Step& step, unsigned way);
    TraceHash hash() const { return hash_; }
    // As hash() would be behind such a step.
    TraceHash hash_with(AgentId agent, const Step& step, unsigned way) const;

  private:
    using Clock = std::array<std::uint16_t, kMaxAgents>;
    struct Past {
        Access access;
        AgentId agent;
        std::size_t clock;  // into clocks_
    };

    Clock past_of(AgentId agent, const Step& step) const;
    TraceHash hash_with(const Clock& clock, AgentId agent, const Step& step, unsigned way) const;

    TraceHash hash_;
    std::vector<Clock> clocks_;
    std::array<Clock, kMaxAgents> now_{};
    std::vector<std::vector<Past>> by_object_;
    AgentId agents_ = 0;  // one past the largest id seen
};

}  // namespace impasse::trace
