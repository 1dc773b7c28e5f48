// parking_lot::RwLock (read in 0.12.5, src/raw_rwlock.rs and lock_api/src/rwlock.rs).
//
// A writer claims the lock as soon as there is no other writer and no upgradable reader; then new
// readers are kept out, and it waits for those who are in (:614-645, 692-697). A writer that cannot
// claim yet waits unseen. So a thread that reads twice hangs where a writer claims in between;
// read_recursive() gets in beside any reader (:513-519). No poisoning (src/rwlock.rs:54). Left out,
// with what may hide there: docs/fidelity-locks.md.
#pragma once

#include <optional>
#include <utility>

#include "models/parking_lot/guard.hpp"

namespace impasse::models::parking_lot {

template <class T>
class RwLock {
    using Mode = sync::Mode;

  public:
    class RwLockReadGuard : public Guard<const T> {
        using Guard<const T>::Guard;
    };
    class RwLockUpgradableReadGuard;
    class RwLockWriteGuard : public Guard<T> {
      public:
        using Guard<T>::Guard;
        // At once, nobody gets in between (:191-199, 439-449).
        RwLockReadGuard downgrade() && {
            this->held_.downgrade(Mode::Read, "RwLockReadGuard");
            return {std::move(this->held_), *this->value_};
        }
        RwLockUpgradableReadGuard downgrade_to_upgradable() && {
            this->held_.downgrade(Mode::Upgradable, "RwLockUpgradableReadGuard");
            return {std::move(this->held_), *this->value_};
        }
    };
    // Beside readers, but no second one and no writer (:576, 594).
    class RwLockUpgradableReadGuard : public Guard<T> {
      public:
        using Guard<T>::Guard;
        const T& operator*() const { return *this->value_; }
        const T* operator->() const { return this->value_; }
        // Keeps new readers out and waits for the others; before any other writer (:366-375).
        RwLockWriteGuard upgrade(Location where = Location::current()) && {
            this->held_.upgrade("RwLockWriteGuard", where);
            return {std::move(this->held_), *this->value_};
        }
        // Nothing, and this stays what it is, while there are other readers (:378-393).
        std::optional<RwLockWriteGuard> try_upgrade(Location where = Location::current()) {
            if (!this->held_.try_upgrade("RwLockWriteGuard", where)) return std::nullopt;
            return RwLockWriteGuard{std::move(this->held_), *this->value_};
        }
        RwLockReadGuard downgrade() && {  // :429-436
            this->held_.downgrade(Mode::Read, "RwLockReadGuard");
            return {std::move(this->held_), *this->value_};
        }
    };

    explicit RwLock(T value, Name name = "rwlock")
        : lock_(name, sync::Unlocks::Step, sync::Preference::Claim), value_(std::move(value)) {}

    RwLockReadGuard read(Location where = Location::current()) {
        return {held(Mode::Read, "RwLockReadGuard", where), value_};
    }
    RwLockReadGuard read_recursive(Location where = Location::current()) {
        const unsigned hold = lock_.acquire_recursive("RwLockReadGuard", where);
        return {sync::Held(lock_, Mode::Read, hold, where), value_};
    }
    RwLockUpgradableReadGuard upgradable_read(Location where = Location::current()) {
        return {held(Mode::Upgradable, "RwLockUpgradableReadGuard", where), value_};
    }
    RwLockWriteGuard write(Location where = Location::current()) {
        return {held(Mode::Write, "RwLockWriteGuard", where), value_};
    }

    std::optional<RwLockReadGuard> try_read(Location where = Location::current()) {
        return tried<RwLockReadGuard>(
            Mode::Read, lock_.try_acquire(Mode::Read, "RwLockReadGuard", where), where);
    }
    std::optional<RwLockReadGuard> try_read_recursive(Location where = Location::current()) {
        return tried<RwLockReadGuard>(Mode::Read,
                                      lock_.try_acquire_recursive("RwLockReadGuard", where), where);
    }
    std::optional<RwLockUpgradableReadGuard> try_upgradable_read(
        Location where = Location::current()) {
        return tried<RwLockUpgradableReadGuard>(
            Mode::Upgradable,
            lock_.try_acquire(Mode::Upgradable, "RwLockUpgradableReadGuard", where), where);
    }
    std::optional<RwLockWriteGuard> try_write(Location where = Location::current()) {
        return tried<RwLockWriteGuard>(
            Mode::Write, lock_.try_acquire(Mode::Write, "RwLockWriteGuard", where), where);
    }

  private:
    sync::Held held(Mode mode, const char* name, const Location& where) {
        return sync::Held(lock_, mode, name, where);
    }
    template <class Some>
    std::optional<Some> tried(Mode mode, unsigned hold, const Location& where) {
        if (hold == 0) return std::nullopt;
        return Some{sync::Held(lock_, mode, hold, where), value_};
    }

    sync::Lockable lock_;
    T value_;
};

}  // namespace impasse::models::parking_lot
