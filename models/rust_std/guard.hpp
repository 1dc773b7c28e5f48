// The guards of Mutex and RwLock: what they lock is let go of when they are dropped, and poisoned if a
// panic drops them.
#pragma once

#include "harness/sync/held.hpp"
#include "models/rust_std/poison.hpp"

namespace impasse::models::rust_std {

template <class T>
class WriteGuard {
  public:
    WriteGuard(Poisonable<T>& lock, sync::Held held, const Location& where)
        : lock_(&lock), held_(std::move(held)), panicked_before_(panicking()), where_(where) {}
    WriteGuard(WriteGuard&&) noexcept = default;
    ~WriteGuard() {
        if (held_) lock_->poison.end(lock_->lock, panicked_before_, where_);
    }

    T& operator*() const { return held_.used(), lock_->value; }
    T* operator->() const { return &**this; }

  private:
    Poisonable<T>* lock_;
    sync::Held held_;
    bool panicked_before_;
    Location where_;
};

// Never poisons (library/std/src/sync/poison/rwlock.rs:740-745, 1118-1124).
template <class T>
class ReadGuard {
  public:
    ReadGuard(Poisonable<T>& lock, sync::Held held, const Location&)
        : lock_(&lock), held_(std::move(held)) {}

    const T& operator*() const { return held_.used(), lock_->value; }
    const T* operator->() const { return &**this; }

  private:
    Poisonable<T>* lock_;
    sync::Held held_;
};

// What Mutex and RwLock have in common.
template <class T>
class CanBePoisoned {
  public:
    CanBePoisoned(T value, Name name, sync::Preference preference)
        : lock_(std::move(value), name, preference) {}

    bool is_poisoned(Location where = Location::current()) {
        return lock_.poison.is_poisoned(lock_.lock, where);
    }
    void clear_poison(Location where = Location::current()) {
        lock_.poison.clear(lock_.lock, where);
    }

  protected:
    Poisonable<T> lock_;
};

// Whether it is poisoned is read when the lock has been had.
template <class Guard, class T>
LockResult<Guard> locked(Poisonable<T>& lock, sync::Mode mode, const char* name,
                         const Location& where) {
    Guard guard(lock, sync::Held(lock.lock, mode, name, where), where);
    return LockResult<Guard>(std::move(guard), lock.poison.get());
}
template <class Guard, class T>
TryLockResult<Guard> try_locked(Poisonable<T>& lock, sync::Mode mode, const char* name,
                                const Location& where) {
    using Result = TryLockResult<Guard>;
    const unsigned hold = lock.lock.try_acquire(mode, name, where);
    if (hold == 0) return Result::would_block(Guard(lock, sync::Held(), where));
    Guard guard(lock, sync::Held(lock.lock, mode, hold, where), where);
    return Result::of(LockResult<Guard>(std::move(guard), lock.poison.get()));
}

}  // namespace impasse::models::rust_std
