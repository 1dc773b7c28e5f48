// What the program under test has at namespace scope: made by the agent that asks for it, alive until
// the execution is over. For threads that nobody joins.
//
//     auto& lock = sync::global<sync::mutex>("counter");
//     sync::thread("worker", [&lock] { ... }).detach();
//
// Like a real global it is destroyed when no agent runs any more: nothing of its destructor is seen.
#pragma once

#include <memory>
#include <utility>

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

template <class T, class... Args>
T& global(Args&&... args) {
    auto object = std::make_unique<sched::KeptValue<T>>(std::forward<Args>(args)...);
    T& value = object->value;
    sched::Scheduler::current().keep(std::move(object));
    return value;
}

}  // namespace impasse::sync
