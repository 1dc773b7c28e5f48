// How the scheduler goes on with a coroutine. Private to this folder, as switch.hpp is.
#pragma once

#include "harness/sched/scheduler.hpp"
#include "harness/sched/switch.hpp"

namespace impasse::sched {

inline void Scheduler::go(Coroutine& to) {
    Coroutine& from = *current_coroutine_;
    current_coroutine_ = &to;
    switch_to(from, to);
}

}  // namespace impasse::sched
