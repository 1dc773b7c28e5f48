// POS: a random priority for every step rather than for every agent.
// Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018.
//
// An agent's next step gets a priority when it is first enabled, and the highest that is enabled
// goes. After it, the enabled steps that race with it (that are dependent on it, harness/op) get
// new ones. So the order of two racing steps says nothing of the next race, and a step that races
// with nothing waits as long as its one draw says: it may come before or after any number of
// others, where a random walk would all but surely take it early.
//
// Every interleaving has a positive probability, hence every trace. The paper bounds a trace's
// probability from below; no number is claimed here. A way is drawn uniformly and has no part in a
// priority.
//
// A blocked step keeps its priority, and that changes nothing: it was drawn anew when the step that
// blocked it went (which raced with it), and since then nobody was compared with it.
//
// Cost: O(enabled agents * accesses^2) a step. It exhausts nothing and says so.
#pragma once

#include <cstdint>

#include "harness/core/rng.hpp"
#include "harness/core/strategy.hpp"
#include "harness/explore/priorities.hpp"

namespace impasse::explore {

class Pos final : public Strategy {
  public:
    explicit Pos(std::uint64_t seed) : rng_(seed) {}

    bool begin() override;
    Move pick(const Situation& situation) override;
    void end(Ending) override {}
    bool exhausted() const override { return false; }

  private:
    Rng rng_;
    Priorities priorities_{0};  // of each agent's next step
};

}  // namespace impasse::explore
