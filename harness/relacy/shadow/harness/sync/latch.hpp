// std::latch under Relacy.
#pragma once

#include <cstddef>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

class latch {
  public:
    explicit latch(std::ptrdiff_t expected, Name name = "latch")
        : monitor_({.name = name, .kind = relacy::Thing::Kind::Latch, .number = expected}),
          count_(expected) {}

    void count_down(std::ptrdiff_t by = 1, Location where = Location::current());
    void wait(Location where = Location::current());
    void arrive_and_wait(Location where = Location::current()) {
        count_down(1, where);
        wait(where);
    }

  private:
    relacy::Monitor monitor_;
    std::ptrdiff_t count_;
};

}  // namespace impasse::sync
