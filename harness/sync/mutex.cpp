#include "harness/sync/mutex.hpp"

#include "harness/core/invariant.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

// Whether the running agent is the owner: only that one makes itself the owner, or none.
bool recursive_mutex::again() {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent()) return true;
    INVARIANT(scheduler.agent(scheduler.self()).kind != sched::AgentKind::Task,
              "a recursive mutex is locked in a task: whose thread owns it is not modelled");
    if (owner_ != scheduler.self()) return false;
    ++times_;
    return true;
}

void recursive_mutex::lock(Location where) {
    if (again()) return;
    lock_.acquire(Mode::Write, "lock", where);
    owner_ = Scheduler::current().self();
    times_ = 1;
}

bool recursive_mutex::try_lock(Location where) {
    if (again()) return true;
    if (lock_.try_acquire(Mode::Write, "lock", where) == 0) return false;
    owner_ = Scheduler::current().self();
    times_ = 1;
    return true;
}

void recursive_mutex::unlock(Location where) noexcept {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent()) return;
    if (owner_ != scheduler.self())
        return scheduler.panicked(
            "unlocks " + lock_.object().name().str() + ", which it has not locked", where, false);
    if (--times_ > 0) return;
    owner_ = kNoAgent;
    lock_.release(Mode::Write, where);
}

}  // namespace impasse::sync
