// Linux' futex on an atomic, as Rust's std uses it (library/std/src/sys/pal/unix/futex.rs): who waits goes to
// sleep only if the word still has the value that it expects, and no wake gets in between.
//
// Here a mutex and a condition variable stand for the kernel's bucket. No spurious wakeups: callers look
// again in any case. Source: futex(2).
#pragma once

#include "harness/sync/atomic.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"

namespace impasse::sync {

class futex {
  public:
    explicit futex(Name name = "futex") : bucket_(name, Unlocks::Follow), sleepers_(name) {}

    template <class T>
    void wait(const atomic<T>& word, T expected, Location where = Location::current()) {
        unique_lock lock(bucket_, where);
        if (word.load(std::memory_order_relaxed, where) == expected) sleepers_.wait(lock, where);
    }
    void wake_one(Location where = Location::current()) {
        const lock_guard lock(bucket_, where);
        sleepers_.notify_one(where);
    }
    void wake_all(Location where = Location::current()) {
        const lock_guard lock(bucket_, where);
        sleepers_.notify_all(where);
    }

  private:
    mutex bucket_;
    condition_variable sleepers_;
};

}  // namespace impasse::sync
