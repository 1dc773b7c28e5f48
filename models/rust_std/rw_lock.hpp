// Rust's std::sync::RwLock, as it is on Linux since 1.62 (read in 1.95,
// library/std/src/sys/sync/rwlock/futex.rs and sync/poison/rwlock.rs).
//
// A writer that waits keeps new readers out, try_read() too (futex.rs:47-55, 87-91), so a thread that
// reads twice hangs where a writer comes in between. Writers pass each other, and try_write() passes
// those who wait (:165-169). Left out, with what may hide there: docs/fidelity-locks.md.
#pragma once

#include "models/rust_std/guard.hpp"

namespace impasse::models::rust_std {

template <class T>
class RwLock : public CanBePoisoned<T> {
    using CanBePoisoned<T>::lock_;

  public:
    using RwLockReadGuard = ReadGuard<T>;
    using RwLockWriteGuard = WriteGuard<T>;

    explicit RwLock(T value, Name name = "rwlock")
        : CanBePoisoned<T>(std::move(value), name, sync::Preference::Writers) {}

    LockResult<RwLockReadGuard> read(Location where = Location::current()) {
        return locked<RwLockReadGuard>(lock_, sync::Mode::Read, "RwLockReadGuard", where);
    }
    LockResult<RwLockWriteGuard> write(Location where = Location::current()) {
        return locked<RwLockWriteGuard>(lock_, sync::Mode::Write, "RwLockWriteGuard", where);
    }
    TryLockResult<RwLockReadGuard> try_read(Location where = Location::current()) {
        return try_locked<RwLockReadGuard>(lock_, sync::Mode::Read, "RwLockReadGuard", where);
    }
    // Without a lock: for whoever is alone with it.
    T& get_mut() { return lock_.value; }
    TryLockResult<RwLockWriteGuard> try_write(Location where = Location::current()) {
        return try_locked<RwLockWriteGuard>(lock_, sync::Mode::Write, "RwLockWriteGuard", where);
    }
};

}  // namespace impasse::models::rust_std
