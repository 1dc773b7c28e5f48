// The abstract primitives: Notify as harness/rt has it, a closure and a count under a mutex.
#include <utility>

#include "harness/rt/block_on.hpp"
#include "harness/rt/notify.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "scenarios/refine/counted.hpp"
#include "scenarios/refine/pair.hpp"
#include "scenarios/refine/wakers.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

class Notify {
  public:
    rt::Notified notified() { return notify_.notified(); }
    void block_on(rt::Notified& notified) { rt::block_on(notified); }
    void notify_one() { notify_.notify_one(); }
    void notify_waiters() { notify_.notify_waiters(); }

  private:
    rt::Notify notify_{"notify"};
};

// A place for one waker, under a mutex.
class Task {
  public:
    template <class F>
    void block_on(const F& poll) {
        rt::block_on(Polled<F>{*this, poll});
    }
    void register_itself() {
        const sync::lock_guard guard(lock_);
        waker_ = polled_by_;
    }
    void wake() {
        rt::Waker waker;
        {
            const sync::lock_guard guard(lock_);
            waker = std::exchange(waker_, {});
        }
        waker.wake();
    }

  private:
    template <class F>
    struct Polled {
        using Output = rt::Unit;
        Task& task;
        const F& is_ready;
        rt::Poll<rt::Unit> poll(rt::Context& context) {
            task.polled_by_ = context.waker();
            return is_ready() ? rt::Poll<rt::Unit>::ready({}) : rt::Poll<rt::Unit>::pending();
        }
    };

    sync::mutex lock_{"wakers", sync::Unlocks::Follow};
    rt::Waker polled_by_;
    rt::Waker waker_;
};

class Parker {
  public:
    void park(Location where = Location::current()) { thread_.park(where); }
    void unpark(Location where = Location::current()) { thread_.wake(where); }

  private:
    rt::ThreadWaker thread_;
};

class Once {
  public:
    template <class F>
    void call_once(const F& f) {
        const sync::lock_guard guard(lock_);
        if (!std::exchange(done_, true)) f();
    }

  private:
    sync::mutex lock_{"once", sync::Unlocks::Follow};
    bool done_ = false;
};

class Counted {
  public:
    explicit Counted(int& dropped) : dropped_(dropped) {}
    void drop() {
        const sync::lock_guard guard(lock_);
        if (--owners_ == 0) ++dropped_;
    }

  private:
    sync::mutex lock_{"owners", sync::Unlocks::Follow};
    int& dropped_;
    int owners_ = 2;
};

}  // namespace

void refine_abstract(Registry& registry) {
    const char* notify = "Notify of harness/rt";
    registry.add(outcomes("refine/snapshot-then-look/abstract", "What does a waiter see?", notify,
                          snapshot_then_look_outcome<Notify>));
    registry.add(outcomes("refine/one-gives-up/abstract", "Who gets the permit?", notify,
                          one_gives_up_outcome<Notify>));
    registry.add(outcomes("refine/permits/abstract", "How many permits are kept?", notify,
                          permits_outcome<Notify>));
    registry.add(outcomes("refine/polls/abstract", "How often is a task polled?",
                          "a waker under a mutex", polls_outcome<Task>));
    registry.add(outcomes("refine/parks/abstract", "What does a thread see behind park()?",
                          "the parker of block_on in harness/rt", parks_outcome<Parker>));
    registry.add(outcomes("refine/two-callers/abstract", "Whose closure runs?", "under a mutex",
                          two_callers_outcome<Once>));
    registry.add(outcomes("refine/two-owners/abstract", "Who drops the value?", "under a mutex",
                          two_owners_outcome<Counted>));
}

}  // namespace impasse::scenarios
