// std::mutex, std::recursive_mutex and std::shared_mutex under the scheduler.
//
// Usable with std::lock_guard, std::unique_lock, std::shared_lock and std::scoped_lock.
#pragma once

#include "harness/sync/lockable.hpp"
#include "harness/sync/shared_mutex.hpp"

namespace impasse::sync {

class mutex {
  public:
    mutex() : mutex("mutex") {}
    explicit mutex(Name name, Unlocks unlocks = Unlocks::Step) : lock_(name, unlocks) {}

    void lock(Location where = Location::current()) { lock_.acquire(Mode::Write, "lock", where); }
    bool try_lock(Location where = Location::current()) {
        return lock_.try_acquire(Mode::Write, "lock", where) != 0;
    }
    void unlock(Location where = Location::current()) noexcept {
        lock_.release(Mode::Write, where);
    }

    op::Lock& object() { return lock_.object(); }

  private:
    Lockable lock_;
};

// Its owner locks it again without a step: nobody else can tell. The owner is a thread. A task's is
// the thread that polls it, which other tasks share, and that is not modelled: in a task, locking is an
// error.
class recursive_mutex {
  public:
    recursive_mutex() : recursive_mutex("recursive mutex") {}
    explicit recursive_mutex(Name name) : lock_(name) {}

    void lock(Location where = Location::current());
    bool try_lock(Location where = Location::current());
    void unlock(Location where = Location::current()) noexcept;

  private:
    bool again();

    Lockable lock_;
    AgentId owner_ = kNoAgent;
    unsigned times_ = 0;
};

}  // namespace impasse::sync
