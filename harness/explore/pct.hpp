// PCT: random priorities, lowered at a few random steps.
// Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
// Guarantees of Finding Bugs", ASPLOS 2010, section 2.
//
// Every agent has a random priority, and the highest that is enabled goes. At d-1 random steps (the
// change points) the agent that has just gone falls below all others. The *depth* d of a bug is how
// many ordering constraints suffice to bring it about; two locks taken in both orders are of
// depth 2.
//
// The paper's Theorem 9: an execution finds a bug of depth d with probability of at least
// 1 / (n * k^(d-1)), where n bounds the agents and k the steps of every execution. Executions draw
// anew, so m of them miss it with at most (1 - that)^m. What weakens this here:
//   - k is no bound but an estimate, the longest execution so far (line 2 of the algorithm draws
//     change points in [1, k]). The first execution has no change points at all, and a bug whose
//     last one is beyond the longest execution so far has no guarantee yet.
//   - A way (which waiter is woken, what choose() returns) is drawn uniformly and is no part of the
//     depth: each one that the bug needs, of w ways, multiplies the bound by 1/w.
//   - The theorem is of programs that end. The scheduler is unfair: an agent that spins or yields
//     until another moves keeps its priority and may run into --max-steps.
//   - Numbers are pseudo-random.
// At depth 1 nobody is ever preempted but by an agent that the last step enabled.
//
// Cost: O(enabled agents + d) a step. It exhausts nothing and says so.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/strategy.hpp"
#include "harness/explore/priorities.hpp"

namespace impasse::explore {

class Pct final : public Strategy {
  public:
    explicit Pct(std::uint64_t seed, unsigned depth = 3);

    bool begin() override;
    Move pick(const Situation& situation) override;
    void end(Ending ending) override;
    bool exhausted() const override { return false; }

  private:
    Rng rng_;
    std::vector<unsigned> change_points_;  // the steps, from 1; the i-th one lowers to i, from 1
    Priorities priorities_;                // above them: as drawn; else: as lowered
    unsigned steps_ = 0;                   // of this execution
    unsigned longest_ = 0;                 // execution so far, in steps: the paper's k
};

}  // namespace impasse::explore
