// std::latch under the scheduler.
#pragma once

#include "harness/op/simple.hpp"

namespace impasse::sync {

class latch {
  public:
    explicit latch(std::ptrdiff_t expected, Name name = "latch");
    ~latch();
    latch(const latch&) = delete;
    latch& operator=(const latch&) = delete;

    void count_down(std::ptrdiff_t by = 1, Location where = Location::current());
    void wait(Location where = Location::current());
    void arrive_and_wait(Location where = Location::current()) {
        count_down(1, where);
        wait(where);
    }

  private:
    op::Latch latch_;
};

}  // namespace impasse::sync
