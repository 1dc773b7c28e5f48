// A place where futures wait that has no step of its own: for models that keep their wakers under a
// lock. It lets findings say what is waited for, and who signalled it when.
#pragma once

#include "harness/op/signals.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

class WaitPoint {
  public:
    explicit WaitPoint(Name name) : object_(name) { sched::Scheduler::current().add(object_); }
    ~WaitPoint() { sched::Scheduler::forget(object_); }
    WaitPoint(const WaitPoint&) = delete;
    WaitPoint& operator=(const WaitPoint&) = delete;

    // The running agent's future is about to return Pending because of this; it registered when
    // `since` steps were taken.
    void awaited(const char* what, const Location& where, unsigned since) {
        sched::Scheduler::current().awaits({.object = object_.id(),
                                            .what = what,
                                            .where = where,
                                            .since = since,
                                            .notification = true});
    }
    // The value came; `reached` waiters were found.
    void signalled(std::size_t reached, const Location& where) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        object_.signal(
            {scheduler.self(), scheduler.depth(), static_cast<unsigned>(reached), where});
    }

  private:
    op::Shown object_;
};

}  // namespace impasse::rt
