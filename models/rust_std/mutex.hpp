// Rust's std::sync::Mutex, as it is on Linux since 1.62 (read in 1.95,
// library/std/src/sys/sync/mutex/futex.rs and sync/poison/mutex.rs).
//
// Unfair: whoever comes first has it, waiting or not (futex.rs:31-65, 89-102). It does not know its
// owner: a thread that locks it twice waits for ever (:31-66; the documentation allows a panic too).
#pragma once

#include "models/rust_std/guard.hpp"

namespace impasse::models::rust_std {

template <class T>
class Mutex : public CanBePoisoned<T> {
    using CanBePoisoned<T>::lock_;

  public:
    using MutexGuard = WriteGuard<T>;

    explicit Mutex(T value, Name name = "mutex")
        : CanBePoisoned<T>(std::move(value), name, sync::Preference::Readers) {}

    LockResult<MutexGuard> lock(Location where = Location::current()) {
        return locked<MutexGuard>(lock_, sync::Mode::Write, "MutexGuard", where);
    }
    TryLockResult<MutexGuard> try_lock(Location where = Location::current()) {
        return try_locked<MutexGuard>(lock_, sync::Mode::Write, "MutexGuard", where);
    }
};

}  // namespace impasse::models::rust_std
