// std::mutex and std::shared_mutex under the scheduler.
//
// Usable with std::lock_guard, std::unique_lock, std::shared_lock and std::scoped_lock. An unlock
// is a step of its own, because a try_lock elsewhere can see it. Where there is no try_lock,
// `Unlocks::Follow` makes it follow the step before it at once: nobody can tell the difference, and
// there is less to explore.
#pragma once

#include "harness/core/name.hpp"
#include "harness/op/lock.hpp"

namespace impasse::sync {

enum class Unlocks : unsigned char { Step, Follow };

// What all locks are made of: one blocking acquisition, a release, and who holds it. Also for
// models.
class Lockable {
  public:
    explicit Lockable(Name name, Unlocks unlocks = Unlocks::Step);
    ~Lockable();
    Lockable(const Lockable&) = delete;
    Lockable& operator=(const Lockable&) = delete;

    // `guard` is what a finding calls the hold: "Ref", "lock".
    // Returns the hold's number, which release() takes where a guard may move between agents.
    unsigned acquire(bool exclusive, const char* guard, const Location& where);
    // The hold's number, or 0: it could not be had.
    unsigned try_acquire(bool exclusive, const char* guard, const Location& where);
    void release(bool exclusive, const Location& where, unsigned hold = 0) noexcept;
    // The guard moved to the running agent.
    void hand_on(unsigned hold) noexcept;
    // The writer becomes a reader at once.
    void downgrade(const char* guard, const Location& where);

    op::Lock& object() { return lock_; }

  private:
    op::Lock lock_;
    Unlocks unlocks_;
};

class mutex {
  public:
    mutex() : mutex("mutex") {}
    explicit mutex(Name name, Unlocks unlocks = Unlocks::Step) : lock_(name, unlocks) {}

    void lock(Location where = Location::current()) { lock_.acquire(true, "lock", where); }
    bool try_lock(Location where = Location::current()) {
        return lock_.try_acquire(true, "lock", where) != 0;
    }
    void unlock(Location where = Location::current()) noexcept { lock_.release(true, where); }

    op::Lock& object() { return lock_.object(); }

  private:
    Lockable lock_;
};

// Readers ignore waiting writers.
class shared_mutex {
  public:
    shared_mutex() : shared_mutex("shared mutex") {}
    explicit shared_mutex(Name name, Unlocks unlocks = Unlocks::Step) : lock_(name, unlocks) {}

    void lock(Location where = Location::current()) { lock_.acquire(true, "lock", where); }
    bool try_lock(Location where = Location::current()) {
        return lock_.try_acquire(true, "lock", where) != 0;
    }
    void unlock(Location where = Location::current()) noexcept { lock_.release(true, where); }
    void lock_shared(Location where = Location::current()) {
        lock_.acquire(false, "shared lock", where);
    }
    bool try_lock_shared(Location where = Location::current()) {
        return lock_.try_acquire(false, "shared lock", where) != 0;
    }
    void unlock_shared(Location where = Location::current()) noexcept {
        lock_.release(false, where);
    }

  private:
    Lockable lock_;
};

}  // namespace impasse::sync
