// std::condition_variable under the scheduler, for std::unique_lock<sync::mutex> (or
// sync::unique_lock).
//
// wait() is two steps: it starts to wait and frees the mutex at once, then it is woken and takes
// the mutex back. Which waiter notify_one wakes is a choice. There are spurious wakeups as far as
// its maker asks for them; then the verdict is free-within that number, and never free.
#pragma once

#include <mutex>

#include "harness/op/simple.hpp"
#include "harness/sync/mutex.hpp"

namespace impasse::sync {

// How many waits on a condition variable may be woken without a notification, in one execution.
struct SpuriousWakeups {
    unsigned most = 0;
};

class condition_variable {
  public:
    explicit condition_variable(Name name = "condition variable", SpuriousWakeups spurious = {});
    ~condition_variable();
    condition_variable(const condition_variable&) = delete;
    condition_variable& operator=(const condition_variable&) = delete;

    void wait(std::unique_lock<mutex>& lock, Location where = Location::current());
    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate ready,
              Location where = Location::current()) {
        while (!ready()) wait(lock, where);
    }
    void notify_one(Location where = Location::current());
    void notify_all(Location where = Location::current());

  private:
    op::Condition condition_;
};

}  // namespace impasse::sync
