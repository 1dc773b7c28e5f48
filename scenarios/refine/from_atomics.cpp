// The primitives from atomics, whose clients have the outcomes that those of refine/abstract.cpp have.
#include "harness/sync/primitives.hpp"
#include "models/low_level/arc.hpp"
#include "models/low_level/atomic_waker.hpp"
#include "models/low_level/notify.hpp"
#include "models/low_level/once.hpp"
#include "models/low_level/parker.hpp"
#include "scenarios/refine/counted.hpp"
#include "scenarios/refine/pair.hpp"
#include "scenarios/refine/wakers.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using P = sync::Primitives;
using ThreadNotify = models::low_level::ThreadNotify<P>;

class Notify {
  public:
    auto notified() { return notify_.notified(); }
    template <class Notified>
    void block_on(Notified& notified) {
        me_.block_on([&](ThreadNotify& waker) { return notified.poll(waker); });
    }
    void notify_one() { notify_.notify_one(); }
    void notify_waiters() { notify_.notify_waiters(); }

  private:
    models::low_level::Notify<P, ThreadNotify> notify_;
    ThreadNotify me_;  // one thread blocks in these clients
};

class Task {
  public:
    template <class Poll>
    void block_on(const Poll& poll) {
        me_.block_on([&](ThreadNotify&) { return poll(); });
    }
    void register_itself() { waker_.register_by_ref(me_); }
    void wake() { waker_.wake(); }

  private:
    ThreadNotify me_;
    models::low_level::AtomicWaker<P, ThreadNotify> waker_;
};

class Once {
  public:
    template <class F>
    void call_once(const F& f) {
        once_.call_once(f);
    }

  private:
    models::low_level::Once<P> once_;
};

struct Nothing {
    int* dropped;
    void drop() { ++*dropped; }
};

class Counted {
  public:
    explicit Counted(int& dropped) : value_{&dropped} { inner_.clone(); }
    void drop() { inner_.drop(); }

  private:
    Nothing value_;
    models::low_level::ArcInner<P, Nothing> inner_{value_};
};

}  // namespace

void refine_from_atomics(Registry& registry) {
    registry.add(outcomes("refine/snapshot-then-look/atomics", "What does a waiter see?",
                          "tokio::sync::Notify", snapshot_then_look_outcome<Notify>));
    registry.add(outcomes("refine/one-gives-up/atomics", "Who gets the permit?",
                          "tokio::sync::Notify", one_gives_up_outcome<Notify>, 4));
    registry.add(outcomes("refine/permits/atomics", "How many permits are kept?",
                          "tokio::sync::Notify", permits_outcome<Notify>));
    registry.add(outcomes("refine/polls/atomics", "How often is a task polled?",
                          "futures::task::AtomicWaker", polls_outcome<Task>));
    registry.add(outcomes("refine/parks/atomics", "What does a thread see behind park()?",
                          "std::thread::park", parks_outcome<models::low_level::Parker<P>>));
    registry.add(outcomes("refine/two-callers/atomics", "Whose closure runs?", "std::sync::Once",
                          two_callers_outcome<Once>));
    registry.add(outcomes("refine/two-owners/atomics", "Who drops the value?", "Arc",
                          two_owners_outcome<Counted>));
}

}  // namespace impasse::scenarios
