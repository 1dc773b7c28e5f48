// std::barrier under the scheduler, for as many threads as it expects: each arrives once a round. Source: C++20
// [thread.barrier]. Not there: arrive and wait apart, arrive_and_drop, a completion function.
#pragma once

#include "harness/op/barrier.hpp"

namespace impasse::sync {

class barrier {
  public:
    // At least one. More threads than that cannot take part: an InvariantFailure says so.
    explicit barrier(std::ptrdiff_t expected, Name name = "barrier");
    ~barrier();
    barrier(const barrier&) = delete;
    barrier& operator=(const barrier&) = delete;

    // Two steps: it arrives, and goes on when all have. Arrivals commute.
    void arrive_and_wait(Location where = Location::current());

  private:
    op::Barrier barrier_;
};

}  // namespace impasse::sync
