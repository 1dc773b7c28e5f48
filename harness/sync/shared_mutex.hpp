// std::shared_mutex, over the Lockable of either engine.
#pragma once

#include "harness/sync/lockable.hpp"

namespace impasse::sync {

// std leaves open whether a writer that waits keeps new readers out. glibc's default does not
// (Preference::Readers), libc++ does (Preference::Claim): then a thread that reads twice can hang.
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
