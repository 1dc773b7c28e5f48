// The primitives of the fiber engine, for models that are written over a policy.
//
// An unlock follows the step before it at once: such models have no try_lock, so nobody can tell.
#pragma once

#include "harness/sync/atomic.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"

namespace impasse::models {

struct FiberPolicy {
    template <class T>
    using atomic = sync::atomic<T>;
    struct mutex : sync::mutex {
        explicit mutex(Name name) : sync::mutex(name, sync::Unlocks::Follow) {}
    };
    using condition_variable = sync::condition_variable;
    using unique_lock = sync::unique_lock<sync::mutex>;
};

}  // namespace impasse::models
