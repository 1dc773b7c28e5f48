// What locks with readers are made of, under Relacy: the rules of harness/op/holders.hpp, which the fiber
// engine's locks obey too, on a Monitor.
//
// A release is a release of the memory model, and an acquisition an acquire of all that was released before.
#pragma once

#include "harness/op/holders.hpp"
#include "harness/relacy/kernel.hpp"
#include "harness/sync/unlocks.hpp"

namespace impasse::sync {

class Lockable {
  public:
    explicit Lockable(Name name, Unlocks unlocks = Unlocks::Step,
                      Preference preference = Preference::Readers);

    unsigned acquire(Mode mode, const char* guard, const Location& where);
    unsigned acquire_recursive(const char* guard, const Location& where);
    unsigned try_acquire(Mode mode, const char* guard, const Location& where);
    unsigned try_acquire_recursive(const char* guard, const Location& where);
    void release(Mode mode, const Location& where, unsigned hold = 0) noexcept;
    void downgrade(Mode to, const char* guard, const Location& where);
    unsigned upgrade(unsigned hold, const char* guard, const Location& where);
    unsigned try_upgrade(unsigned hold, const char* guard, const Location& where);
    // Steps on what belongs to the lock and can be read or changed without holding it (a poison flag).
    void load(const Location& where);
    void store(const Location& where) noexcept;
    void used(unsigned) const {}
    void hand_on(unsigned hold) noexcept;

  private:
    struct One {
        AgentId agent;
        Mode mode;
        unsigned number = 0;
    };

    unsigned hold(Mode mode);
    void let_go(Mode mode, unsigned hold);
    // A step that blocks until the access is allowed.
    relacy::Event enter(const Access& access, const char* guard, const Location& where);
    unsigned take(const relacy::Event& event, Mode mode);
    unsigned take_or_wait(const relacy::Event& event, const char* guard, const Location& where);
    unsigned attempt(const Access& access, Mode mode, const char* guard, const Location& where);
    Access access(Verb verb, std::int32_t argument = 0) const {
        return {monitor_.id(), verb, argument};
    }

    relacy::Monitor monitor_;
    op::Holders<One> holders_;
    unsigned taken_ = 0;
    Unlocks unlocks_;
    Preference preference_;
};

}  // namespace impasse::sync
