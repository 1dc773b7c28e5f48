// std::barrier under Relacy, for as many threads as it expects: each arrives once a round.
#pragma once

#include <cstddef>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

class barrier {
  public:
    explicit barrier(std::ptrdiff_t expected, Name name = "barrier")
        : monitor_({.name = name, .kind = relacy::Thing::Kind::Barrier, .number = expected}),
          expected_(expected) {}

    void arrive_and_wait(Location where = Location::current());

  private:
    relacy::Monitor monitor_;
    std::ptrdiff_t expected_;
    std::ptrdiff_t arrived_ = 0;
};

}  // namespace impasse::sync
