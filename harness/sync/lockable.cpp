#include "harness/sync/lockable.hpp"

#include "harness/core/invariant.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using op::LockArgument;
using sched::Scheduler;

namespace {

// Of a hold that is none: whoever is torn down gets what it tries for, as it gets what it waits for.
constexpr unsigned kTornDown = ~0U;

}  // namespace

Lockable::Lockable(Name name, Unlocks unlocks, Preference preference)
    : lock_(name), unlocks_(unlocks), preference_(preference) {
    INVARIANT(unlocks == Unlocks::Step || preference == Preference::Readers,
              "a claim sees unlocks, so they are steps");
    if (preference != Preference::Readers && Scheduler::current().edited(EditKind::ReadersFirst)) {
        // A claim keeps writers and upgradable readers apart: it stays, and readers read as read_recursive does.
        if (preference == Preference::Writers) preference_ = Preference::Readers;
        readers_pass_ = preference == Preference::Claim;
    }
    Scheduler::current().add(lock_);
}

// Who still holds it holds nothing any more: the scheduler must not look here again.
Lockable::~Lockable() {
    if (preference_ == Preference::Readers && Scheduler::runs())
        Scheduler::current().note_readers_pass(lock_);
    Scheduler::forget(lock_);
    if (!Scheduler::runs() || Scheduler::current().silent()) return;
    while (!lock_.free())
        Scheduler::current().released(lock_, lock_.holds().back().mode,
                                      lock_.holds().back().number);
}

unsigned Lockable::acquire(Mode mode, const char* guard, const Location& where) {
    if (mode == Mode::Write && preference_ != Preference::Readers) return write(guard, where);
    if (mode == Mode::Read && readers_pass_) return acquire_recursive(guard, where);
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), op::blocking(mode)}});
    return scheduler.took(lock_, mode, guard, where);
}

unsigned Lockable::acquire_recursive(const char* guard, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), Verb::ReadLockRecursive}});
    return scheduler.took(lock_, Mode::Read, guard, where);
}

unsigned Lockable::write(const char* guard, const Location& where) {
    const auto argument = LockArgument::of(Mode::Write, alone());
    Scheduler::current().step({where, {lock_.id(), Verb::Claim, argument}});
    return take_or_wait(guard, where);
}

// Behind a claim or an upgrade.
unsigned Lockable::take_or_wait(const char* guard, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    if (!lock_.free()) {
        scheduler.claims(lock_, where);
        scheduler.step({where, {lock_.id(), Verb::Lock}});
    }
    return scheduler.took(lock_, Mode::Write, guard, where);
}

unsigned Lockable::try_acquire(Mode mode, const char* guard, const Location& where) {
    const bool reads = mode == Mode::Read;
    if (reads && readers_pass_) return try_acquire_recursive(guard, where);
    return attempt({lock_.id(), reads ? Verb::TryReadLock : Verb::TryLock,
                    reads ? 0 : LockArgument::of(mode, alone())},
                   mode, guard, where);
}

unsigned Lockable::try_acquire_recursive(const char* guard, const Location& where) {
    return attempt({lock_.id(), Verb::TryReadLockRecursive}, Mode::Read, guard, where);
}

unsigned Lockable::attempt(const Access& access, Mode mode, const char* guard,
                           const Location& where) {
    INVARIANT(unlocks_ == Unlocks::Step, "try_lock on a lock whose unlocks are not steps");
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, access});
    if (scheduler.silent()) return kTornDown;
    if (lock_.allows(access)) return scheduler.took(lock_, mode, guard, where);
    // A reader's try is independent of other readers, whose coming and going is a change all the same.
    if (access.verb == Verb::TryLock) scheduler.saw(lock_, access.verb, where);
    return 0;
}

void Lockable::release(Mode mode, const Location& from, unsigned hold) noexcept {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent() || scheduler.let_go(lock_, mode, hold)) return;
    // A guard of the standard library does not say whose it is; the place where the lock was taken
    // does. Only a reader of the schedule asks.
    const bool borrowed = scheduler.recording() && in_standard_library(from) && !lock_.free();
    const Location where = borrowed ? lock_.holds().back().where : from;
    const Step step{where, mode == Mode::Read
                               ? Access{lock_.id(), Verb::ReadUnlock}
                               : Access{lock_.id(), Verb::Unlock, LockArgument::of(mode)}};
    if (unlocks_ == Unlocks::Step && !scheduler.step_quietly(step)) return;
    // Looked at behind the step: before it, another thread's unlock could come in between.
    // An unlock that follows has no step of its own, so whether it may must not depend on others.
    const bool foreign = unlocks_ == Unlocks::Follow && hold == 0 && !scheduler.holds(lock_, mode);
    if (foreign || !lock_.has(mode))
        return scheduler.panicked("unlocks " + lock_.name().str() + ", which is not locked so",
                                  from, false);
    if (unlocks_ == Unlocks::Follow) scheduler.follow(step);
    scheduler.released(lock_, mode, hold);
}

void Lockable::used(unsigned hold) const { Scheduler::current().used(lock_, hold); }

void Lockable::hand_on(unsigned hold) noexcept { Scheduler::current().hand_on(lock_, hold); }

void Lockable::downgrade(Mode to, const char* guard, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), Verb::Downgrade, LockArgument::of(to)}});
    if (!scheduler.silent()) lock_.downgrade(to, guard);
}

unsigned Lockable::upgrade(unsigned hold, const char* guard, const Location& where) {
    INVARIANT(preference_ == Preference::Claim, "a lock of this kind cannot be upgraded");
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {lock_.id(), Verb::Upgrade}});
    if (scheduler.silent()) return 0;
    scheduler.released(lock_, Mode::Upgradable, hold);
    return take_or_wait(guard, where);
}

unsigned Lockable::try_upgrade(unsigned hold, const char* guard, const Location& where) {
    INVARIANT(preference_ == Preference::Claim, "a lock of this kind cannot be upgraded");
    Scheduler& scheduler = Scheduler::current();
    const Access access{lock_.id(), Verb::TryLock, LockArgument::of(Mode::Write, alone(), true)};
    scheduler.step({where, access});
    if (scheduler.silent()) return kTornDown;
    if (!lock_.allows(access)) return 0;
    scheduler.released(lock_, Mode::Upgradable, hold);
    return scheduler.took(lock_, Mode::Write, guard, where);
}

void Lockable::load(const Location& where) {
    Scheduler::current().step({where, {lock_.id(), Verb::Load}});
}

void Lockable::store(const Location& where) noexcept {
    Scheduler::current().step_quietly({where, {lock_.id(), Verb::Store}});
}

}  // namespace impasse::sync
