// What all locks are made of: blocking acquisitions, tries, releases, and who holds it as what. For
// harness/sync and for models.
//
// An unlock is a step of its own, because a try elsewhere can see it. Where nothing can,
// `Unlocks::Follow` makes it follow the step before it at once: nobody can tell the difference, and
// there is less to explore. Every call is a step; a writer's acquisition is two where its lock
// keeps others out for it (Preference) and cannot be had at once.
#pragma once

#include "harness/core/name.hpp"
#include "harness/op/lock.hpp"
#include "harness/sync/unlocks.hpp"

namespace impasse::sync {

class Lockable {
  public:
    // A preference other than Readers wants unlocks that are steps: a claim sees them.
    explicit Lockable(Name name, Unlocks unlocks = Unlocks::Step,
                      Preference preference = Preference::Readers);
    ~Lockable();
    Lockable(const Lockable&) = delete;
    Lockable& operator=(const Lockable&) = delete;

    // `guard` is what a finding calls the hold: "Ref", "lock".
    // Returns the hold's number, which release() takes where a guard may move between agents.
    unsigned acquire(Mode mode, const char* guard, const Location& where);
    // A reader beside other readers gets in though a writer waits.
    unsigned acquire_recursive(const char* guard, const Location& where);
    // These return the hold's number, or 0: it could not be had.
    unsigned try_acquire(Mode mode, const char* guard, const Location& where);
    unsigned try_acquire_recursive(const char* guard, const Location& where);
    void release(Mode mode, const Location& where, unsigned hold = 0) noexcept;
    // What the hold guards is used: where an edit has let go of it, the program is none any more.
    void used(unsigned hold) const;
    // The guard moved to the running agent.
    void hand_on(unsigned hold) noexcept;

    // The writer becomes a reader or an upgradable one, an upgradable reader a plain one, at once.
    void downgrade(Mode to, const char* guard, const Location& where);
    // The running agent's upgradable hold becomes a writer's: it waits for the other readers, and
    // keeps new ones out. Preference::Claim. Returns the number of the new hold.
    unsigned upgrade(unsigned hold, const char* guard, const Location& where);
    // 0: there are other readers, and the hold is what it was.
    unsigned try_upgrade(unsigned hold, const char* guard, const Location& where);

    // Steps on what belongs to the lock and can be read or changed without holding it (a poison flag).
    void load(const Location& where);
    void store(const Location& where) noexcept;

    op::Lock& object() { return lock_; }

  private:
    unsigned write(const char* guard, const Location& where);
    unsigned attempt(const Access& access, Mode mode, const char* guard, const Location& where);
    unsigned take_or_wait(const char* guard, const Location& where);
    bool alone() const { return preference_ == Preference::Claim; }

    op::Lock lock_;
    Unlocks unlocks_;
    Preference preference_;
    bool readers_pass_ = false;  // a writer's claim
};

}  // namespace impasse::sync
