// Poisoning, as in Rust's std::sync (1.95, library/std/src/sync/poison.rs): a lock whose guard was
// dropped by a panic answers with an error from then on. The error has the guard: the lock is held.
#pragma once

#include <utility>

#include "harness/sched/unwind.hpp"
#include "harness/sync/lockable.hpp"

namespace impasse::models::rust_std {

// What lock(), read() and write() return: Rust's Result<Guard, PoisonError<Guard>>. The guard lives
// in it either way (poison.rs:313-330).
template <class Guard>
class LockResult {
  public:
    LockResult(Guard guard, bool poisoned) : guard_(std::move(guard)), poisoned_(poisoned) {}

    bool is_ok() const { return !poisoned_; }
    bool is_err() const { return poisoned_; }
    // Panics on a poisoned lock.
    Guard unwrap(Location where = Location::current()) && {
        if (poisoned_) panic("called unwrap() on a PoisonError", where);
        return std::move(guard_);
    }
    // unwrap_or_else(PoisonError::into_inner): the guard, poisoned or not.
    Guard into_inner() && { return std::move(guard_); }

  private:
    Guard guard_;
    bool poisoned_;
};

// What try_lock() and its like return: a LockResult, or WouldBlock. In place of the latter's guard there is
// one that holds nothing, for code that a panic does not stop (it is being torn down).
template <class Guard>
class TryLockResult {
  public:
    static TryLockResult of(LockResult<Guard> result) { return {std::move(result), false}; }
    static TryLockResult would_block(Guard holds_nothing) {
        return {LockResult<Guard>(std::move(holds_nothing), false), true};
    }

    bool would_block() const { return would_block_; }
    bool is_ok() const { return !would_block_ && result_.is_ok(); }
    bool is_poisoned() const { return !would_block_ && result_.is_err(); }
    // Panics where the lock could not be had, or is poisoned.
    Guard unwrap(Location where = Location::current()) && {
        if (would_block_) panic("called unwrap() on a TryLockError::WouldBlock", where);
        return std::move(result_).unwrap(where);
    }
    // Of one that does not block.
    Guard into_inner() && { return std::move(result_).into_inner(); }

  private:
    TryLockResult(LockResult<Guard> result, bool would_block)
        : result_(std::move(result)), would_block_(would_block) {}
    LockResult<Guard> result_;
    bool would_block_;
};

// The flag beside a lock. Its own reads and writes are steps on that lock.
class Poison {
  public:
    bool get() const { return poisoned_; }
    bool is_poisoned(sync::Lockable& lock, const Location& where) const {
        lock.load(where);
        return poisoned_;
    }
    // It takes no lock (poison.rs:151-154).
    void clear(sync::Lockable& lock, const Location& where) {
        lock.store(where);
        poisoned_ = false;
    }
    // A guard's end, before it unlocks: a panic that began while it lived poisons (poison.rs:118-132).
    void end(sync::Lockable& lock, bool panicked_before, const Location& where) noexcept {
        if (panicked_before || !panicking()) return;
        lock.store(where);
        poisoned_ = true;
    }

  private:
    bool poisoned_ = false;
};

// What Mutex and RwLock are made of.
template <class T>
struct Poisonable {
    Poisonable(T its_value, Name name, sync::Preference preference)
        : lock(name, sync::Unlocks::Step, preference), value(std::move(its_value)) {}

    sync::Lockable lock;
    Poison poison;
    T value;
};

}  // namespace impasse::models::rust_std
