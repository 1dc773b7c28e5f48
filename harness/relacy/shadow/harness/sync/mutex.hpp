// std::mutex and std::shared_mutex under Relacy: its own mutex, and a lock made of a Monitor.
#pragma once

#include "harness/relacy/kernel.hpp"
#include "harness/sync/lockable.hpp"

namespace impasse::sync {

class mutex {
  public:
    mutex() : mutex("mutex") {}
    explicit mutex(Name name, Unlocks unlocks = Unlocks::Step)
        : mutex_(name, unlocks == Unlocks::Follow) {}

    void lock(Location where = Location::current()) { mutex_.lock(where); }
    bool try_lock(Location where = Location::current()) { return mutex_.try_lock(where); }
    void unlock(Location where = Location::current()) noexcept { mutex_.unlock(where); }

    relacy::Mutex& object() { return mutex_; }

  private:
    relacy::Mutex mutex_;
};

class shared_mutex {
  public:
    shared_mutex() : shared_mutex("shared mutex") {}
    explicit shared_mutex(Name name, Unlocks unlocks = Unlocks::Step,
                          Preference preference = Preference::Readers)
        : lock_(name, unlocks, preference) {}

    void lock(Location where = Location::current()) { lock_.acquire(Mode::Write, "lock", where); }
    bool try_lock(Location where = Location::current()) {
        return lock_.try_acquire(Mode::Write, "lock", where) != 0;
    }
    void unlock(Location where = Location::current()) noexcept {
        lock_.release(Mode::Write, where);
    }
    void lock_shared(Location where = Location::current()) {
        lock_.acquire(Mode::Read, "shared lock", where);
    }
    bool try_lock_shared(Location where = Location::current()) {
        return lock_.try_acquire(Mode::Read, "shared lock", where) != 0;
    }
    void unlock_shared(Location where = Location::current()) noexcept {
        lock_.release(Mode::Read, where);
    }

  private:
    Lockable lock_;
};

}  // namespace impasse::sync
