// What the end of a map says of those who still wait in it, for detectors; the originals say nothing.
#pragma once

#include "harness/rt/notify.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::models {

inline void note_left_waiting(rt::Notify& notify, const char* owner, const Location& made_at) {
    sched::Scheduler& scheduler = sched::Scheduler::current();
    scheduler.dropped_owner({.owner = owner,
                             .object = notify.object().id(),
                             .by = scheduler.name_of(scheduler.self()),
                             .waiters = notify.waiters(),
                             .where = Site::of(made_at),
                             .awaited = notify.object().name().str(),
                             .in_panic = panicking()});
}

}  // namespace impasse::models
