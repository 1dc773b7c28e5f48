// std::condition_variable under Relacy: its own. Which waiter notify_one wakes is a choice there too.
#pragma once

#include <mutex>

#include "harness/sync/mutex.hpp"

namespace impasse::sync {

struct SpuriousWakeups {
    unsigned most = 0;
};

class condition_variable {
  public:
    explicit condition_variable(Name name = "condition variable", SpuriousWakeups spurious = {})
        : condition_(name, spurious.most) {}

    void wait(std::unique_lock<mutex>& lock, Location where = Location::current()) {
        condition_.wait(lock.mutex()->object(), where);
    }
    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate ready,
              Location where = Location::current()) {
        while (!ready()) wait(lock, where);
    }
    void notify_one(Location where = Location::current()) { condition_.notify_one(where); }
    void notify_all(Location where = Location::current()) { condition_.notify_all(where); }

  private:
    relacy::Condition condition_;
};

}  // namespace impasse::sync
