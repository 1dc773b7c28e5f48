// Delay bounding: a deterministic scheduler, and every execution that deviates from it at most N
// times. Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling", POPL 2011.
//
// The scheduler is round-robin without preemption: the running agent goes on until it blocks, ends
// or gives way at an await; then comes the next enabled one in the order of creation, cyclically. A
// delay skips the agent that would go. Letting the i-th in that order go (from 0) takes i delays,
// as in Thomson, Donaldson, Betts, "Concurrency Testing Using Controlled Schedulers", TOPC 2016.
// The ways of a step (which waiter is woken) are all explored and are no delays.
//
// The paper leaves the scheduler open. This one is fixed by an execution alone: the order is that
// of creation, not of ids, which depend on what was explored before. An agent that gives way comes
// last, so that yielding in a loop lets others in without a delay.
//
// The search is exhaustive within its bound, and with N large enough it is everything. There is no
// reduction: a trace may be run many times. An execution is told by the steps at which it delays,
// so there are at most C(k + N, N) of k steps with one way each, however many agents there are. (A
// preemption bound runs every order at each block: n! of n agents that run one after the other.)
#pragma once

#include "harness/explore/depth_first.hpp"

namespace impasse::explore {

class Delays final : public DepthFirst {
  public:
    explicit Delays(unsigned delays) : DepthFirst(delays) {}

  private:
    void offer(const Situation& situation, Offers& offers) const override;
};

}  // namespace impasse::explore
