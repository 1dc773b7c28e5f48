// The primitives as a policy, for models that are templates over theirs: the same lines run in both engines, and
// with std's in production.
//
// An unlock follows the step before it at once: such models have no try_lock, so nobody can tell.
#pragma once

#include "harness/sched/unwind.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/cell.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/futex.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::sync {

struct Primitives {
    template <class T>
    using atomic = sync::atomic<T>;
    template <class T>
    using cell = sync::cell<T>;
    struct mutex : sync::mutex {
        explicit mutex(Name name) : sync::mutex(name, Unlocks::Follow) {}
    };
    using condition_variable = sync::condition_variable;
    using unique_lock = sync::unique_lock<sync::mutex>;
    using futex = sync::futex;

    static void fence(std::memory_order order, Location where = Location::current()) {
        sync::atomic_thread_fence(order, where);
    }
    // In a loop that looks again.
    static void yield(Location where = Location::current()) { sync::this_thread::yield(where); }
    static void panic(const char* message, Location where = Location::current()) {
        impasse::panic(message, where);
    }
};

}  // namespace impasse::sync
