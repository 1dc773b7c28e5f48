#include "harness/sync/mutex.hpp"

#include "harness/core/invariant.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

Lockable::Lockable(Name name, Unlocks unlocks) : lock_(name), unlocks_(unlocks) {
    Scheduler::current().add(lock_);
}

Lockable::~Lockable() { Scheduler::current().remove(lock_); }

unsigned Lockable::acquire(bool exclusive, const char* guard, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), exclusive ? Verb::Lock : Verb::ReadLock}});
    return scheduler.took(lock_, exclusive, guard, where);
}

void Lockable::hand_on(unsigned hold) noexcept { Scheduler::current().hand_on(lock_, hold); }

unsigned Lockable::try_acquire(bool exclusive, const char* guard, const Location& where) {
    INVARIANT(unlocks_ == Unlocks::Step, "try_lock on a lock whose unlocks are not steps");
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), exclusive ? Verb::TryLock : Verb::TryReadLock}});
    if (scheduler.silent() || !lock_.can(exclusive)) return 0;
    return scheduler.took(lock_, exclusive, guard, where);
}

void Lockable::release(bool exclusive, const Location& from, unsigned hold) noexcept {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent()) return;
    // A guard of the standard library does not say whose it is; the place where the lock was taken
    // does. Only a reader of the schedule asks.
    const bool borrowed = scheduler.recording() && in_standard_library(from) && !lock_.free();
    const Location where = borrowed ? lock_.holds().back().where : from;
    const Step step{where, {lock_.id(), exclusive ? Verb::Unlock : Verb::ReadUnlock}};
    if (unlocks_ == Unlocks::Step && !scheduler.step_quietly(step)) return;
    // Looked at behind the step: before it, another thread's unlock could come in between.
    // An unlock that follows has no step of its own, so whether it may must not depend on others.
    const bool foreign =
        unlocks_ == Unlocks::Follow && hold == 0 && !scheduler.holds(lock_, exclusive);
    if (foreign || (exclusive ? !lock_.written() : lock_.written() || lock_.free()))
        return scheduler.panicked("unlocks " + lock_.name().str() + ", which is not locked so",
                                  from, false);
    if (unlocks_ == Unlocks::Follow) scheduler.follow(step);
    scheduler.released(lock_, exclusive, hold);
}

void Lockable::downgrade(const char* guard, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), Verb::Downgrade}});
    if (!scheduler.silent()) lock_.downgrade(guard);
}

}  // namespace impasse::sync
