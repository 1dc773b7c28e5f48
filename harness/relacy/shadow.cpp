// The primitives that Relacy does not have itself.
#include "harness/core/invariant.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/sync/barrier.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/lockable.hpp"

namespace impasse {

using relacy::Event;
using relacy::event_of;
using relacy::Thing;

void panic(const std::string& message, Location where) { relacy::fail(message, where); }

namespace sync {

using op::LockArgument;

// Lockable

Lockable::Lockable(Name name, Unlocks unlocks, Preference preference)
    : monitor_({.name = name, .kind = Thing::Kind::Lock}),
      unlocks_(unlocks),
      preference_(preference) {
    INVARIANT(unlocks == Unlocks::Step || preference == Preference::Readers,
              "a claim sees unlocks, so they are steps");
}

Event Lockable::enter(const Access& access, const char* guard, const Location& where) {
    const Event event = event_of(access, where, guard);
    monitor_.enter(event, [&] { return holders_.allows(access); });
    return event;
}

unsigned Lockable::hold(Mode mode) {
    holders_.hold({.agent = relacy::self(), .mode = mode, .number = ++taken_});
    return taken_;
}

void Lockable::let_go(Mode mode, unsigned hold) {
    const auto one = holders_.release(mode, [&](const One& held) {
        return hold ? held.number == hold : held.agent == relacy::self();
    });
    INVARIANT(one.has_value(), "a lock is released that nobody holds");
}

unsigned Lockable::take(const Event& event, Mode mode) {
    monitor_.acquire(event.where);
    monitor_.took(event);
    return hold(mode);
}

unsigned Lockable::acquire(Mode mode, const char* guard, const Location& where) {
    if (mode != Mode::Write || preference_ == Preference::Readers)
        return take(enter(access(op::blocking(mode)), guard, where), mode);
    const bool alone = preference_ == Preference::Claim;
    return take_or_wait(
        enter(access(Verb::Claim, LockArgument::of(Mode::Write, alone)), guard, where), guard,
        where);
}

unsigned Lockable::acquire_recursive(const char* guard, const Location& where) {
    return take(enter(access(Verb::ReadLockRecursive), guard, where), Mode::Read);
}

// Behind a claim or an upgrade.
unsigned Lockable::take_or_wait(const Event& event, const char* guard, const Location& where) {
    if (holders_.free()) return take(event, Mode::Write);
    monitor_.took(event);
    holders_.claim({.agent = relacy::self(), .mode = Mode::Write});
    monitor_.changed(where);
    return take(enter(access(Verb::Lock), guard, where), Mode::Write);
}

unsigned Lockable::attempt(const Access& tries, Mode mode, const char* guard,
                           const Location& where) {
    INVARIANT(unlocks_ == Unlocks::Step, "try_lock on a lock whose unlocks are not steps");
    Event event = event_of(tries, where, guard);
    monitor_.attempt(event, !holders_.allows(tries));
    const bool allowed = holders_.allows(tries);
    event.after = allowed;
    if (allowed && LockArgument::in(tries).upgrades && tries.verb == Verb::TryLock)
        let_go(Mode::Upgradable, 0);
    if (allowed) return take(event, mode);
    monitor_.took(event);
    monitor_.looked(where);
    return 0;
}

unsigned Lockable::try_acquire(Mode mode, const char* guard, const Location& where) {
    if (mode == Mode::Read) return attempt(access(Verb::TryReadLock), mode, guard, where);
    const bool alone = preference_ == Preference::Claim;
    return attempt(access(Verb::TryLock, LockArgument::of(mode, alone)), mode, guard, where);
}

unsigned Lockable::try_acquire_recursive(const char* guard, const Location& where) {
    return attempt(access(Verb::TryReadLockRecursive), Mode::Read, guard, where);
}

void Lockable::release(Mode mode, const Location& where, unsigned hold) noexcept {
    Event event = event_of(mode == Mode::Read ? access(Verb::ReadUnlock)
                                              : access(Verb::Unlock, LockArgument::of(mode)),
                           where);
    event.follows = unlocks_ == Unlocks::Follow;
    monitor_.attempt(event, false);
    event.before = hold;
    let_go(mode, hold);
    monitor_.release(where);
    monitor_.took(event);
    monitor_.changed(where);
}

void Lockable::downgrade(Mode to, const char* guard, const Location& where) {
    const Event event = enter(access(Verb::Downgrade, LockArgument::of(to)), guard, where);
    One* held = holders_.strongest();
    INVARIANT(held != nullptr, "a lock is downgraded that nobody holds so");
    held->mode = to;
    monitor_.release(where);
    monitor_.took(event);
    monitor_.changed(where);
}

unsigned Lockable::upgrade(unsigned hold, const char* guard, const Location& where) {
    const Event event = enter(access(Verb::Upgrade), guard, where);
    let_go(Mode::Upgradable, hold);
    return take_or_wait(event, guard, where);
}

unsigned Lockable::try_upgrade(unsigned, const char* guard, const Location& where) {
    return attempt(access(Verb::TryLock,
                          LockArgument::of(Mode::Write, preference_ == Preference::Claim, true)),
                   Mode::Write, guard, where);
}

void Lockable::load(const Location& where) {
    const Event event = event_of(access(Verb::Load), where);
    monitor_.attempt(event, true);
    monitor_.took(event);
}

void Lockable::store(const Location& where) noexcept {
    const Event event = event_of(access(Verb::Store), where);
    monitor_.attempt(event, false);
    monitor_.took(event);
    monitor_.changed(where);
}

void Lockable::hand_on(unsigned hold) noexcept {
    for (One& one : holders_.held())
        if (one.number == hold) one.agent = relacy::self();
}

// latch

void latch::count_down(std::ptrdiff_t by, Location where) {
    const Event event =
        event_of({monitor_.id(), Verb::CountDown, static_cast<std::int32_t>(by)}, where);
    monitor_.attempt(event, false);
    count_ -= by;
    monitor_.release(where);
    monitor_.took(event);
    monitor_.changed(where);
}

void latch::wait(Location where) {
    const Event event = event_of({monitor_.id(), Verb::LatchWait, 0}, where);
    monitor_.enter(event, [&] { return count_ <= 0; });
    monitor_.acquire(where);
    monitor_.took(event);
}

// barrier

void barrier::arrive_and_wait(Location where) {
    const Event arrives = event_of({monitor_.id(), Verb::CountDown, 1}, where);
    monitor_.attempt(arrives, false);
    const std::ptrdiff_t round = arrived_++ / expected_ + 1;
    monitor_.release(where);
    monitor_.took(arrives);
    monitor_.changed(where);
    const std::ptrdiff_t wanted = round * expected_;
    const Event passes =
        event_of({monitor_.id(), Verb::LatchWait, static_cast<std::int32_t>(wanted)}, where);
    monitor_.enter(passes, [&] { return arrived_ >= wanted; });
    monitor_.acquire(where);
    monitor_.took(passes);
}

}  // namespace sync
}  // namespace impasse
