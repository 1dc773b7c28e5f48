// What wakes a thread, from atomics: std's parker, block_on's waker, AtomicWaker, Notify. Whoever is woken sees what was
// done before, and nobody sleeps on.
#include "harness/sync/cell.hpp"
#include "harness/sync/primitives.hpp"
#include "harness/sync/thread.hpp"
#include "models/low_level/atomic_waker.hpp"
#include "models/low_level/notify.hpp"
#include "models/low_level/parker.hpp"
#include "scenarios/memory/weaken.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using P = sync::Primitives;
using models::low_level::Order;
using Parker = models::low_level::Parker<P>;
using ThreadNotify = models::low_level::ThreadNotify<P>;
using AtomicWaker = models::low_level::AtomicWaker<P, ThreadNotify>;
using Notify = models::low_level::Notify<P, ThreadNotify>;

void park_for_data(unsigned weakened) {
    Parker parker(weakened);
    sync::cell<int> data(0, "data");
    const sync::jthread waiter("waiter", [&] {
        parker.park();
        data.get();
    });
    data.set(1);
    parker.unpark();
}

// Told twice, of which the second time may find the token still there.
void park_for_two(unsigned weakened) {
    Parker parker(weakened);
    sync::atomic<int> flag(0, "flag");
    const sync::jthread waiter("waiter", [&] {
        while (flag.load(Order::relaxed) == 0) parker.park();
    });
    parker.unpark();
    flag.store(1, Order::relaxed);
    parker.unpark();
}

void block_on_a_flag(unsigned weakened) {
    ThreadNotify waker(weakened);
    sync::atomic<int> flag(0, "flag");
    const sync::jthread waiter("waiter", [&] {
        waker.block_on([&](ThreadNotify&) { return flag.load(Order::relaxed) == 1; });
    });
    flag.store(1, Order::relaxed);
    waker.wake();
}

void register_then_look(unsigned weakened, int wakers) {
    ThreadNotify thread;
    AtomicWaker waker(weakened);
    sync::atomic<int> flag(0, "flag");
    const auto wake = [&] {
        flag.store(1, Order::relaxed);
        waker.wake();
    };
    sync::thread second;
    if (wakers > 1) second = sync::thread("second waker", wake);
    const sync::jthread waiter("waiter", [&] {
        thread.block_on([&](ThreadNotify& me) {
            waker.register_by_ref(me);
            return flag.load(Order::relaxed) == 1;
        });
    });
    wake();
    if (wakers > 1) second.join();
}

// A task is also polled because somebody else wakes it: what it then sees of the notification, it sees by that
// alone.
void permit_with_data(unsigned weakened, bool polled_meanwhile) {
    Notify notify(weakened);
    ThreadNotify me;  // an Arc in the original: whoever wakes keeps it alive
    sync::cell<int> data(0, "data");
    const sync::jthread waiter("waiter", [&] {
        auto notified = notify.notified();
        me.block_on([&](ThreadNotify& waker) { return notified.poll(waker); });
        data.get();
    });
    sync::thread other;
    if (polled_meanwhile) other = sync::thread("other", [&] { me.wake(); });
    data.set(1);
    notify.notify_one();
    if (polled_meanwhile) other.join();
}

// OnceMap's wait() of PR 3987: the snapshot, then a look, then it waits.
void snapshot_then_look(unsigned weakened) {
    Notify notify(weakened);
    ThreadNotify me;
    sync::atomic<int> filled(0, "filled");
    const sync::jthread waiter("waiter", [&] {
        auto notified = notify.notified();
        if (filled.load(Order::relaxed) == 1) return;
        me.block_on([&](ThreadNotify& waker) { return notified.poll(waker); });
        if (filled.load(Order::relaxed) != 1) panic("notified, and the entry is not filled");
    });
    filled.store(1, Order::relaxed);
    notify.notify_waiters();
}

}  // namespace

void memory_wakers(Registry& registry) {
    const Expectation stranded = finds(FindingKind::StrandedWaiter, {"waiter", "parked thread"});
    const Expectation lost = finds(FindingKind::LostWakeup, {"waiter", "main", "parked thread"});
    const Expectation sees_nothing = races("main", "waiter");
    const char* park = "std::thread::park";
    registry.add(weakens<Parker>("memory/parker/data",
                                 "Does a parked thread see what was done before its unpark?", park,
                                 park_for_data, each({1, 2, 3}, sees_nothing)));
    registry.add(weakens<Parker>("memory/parker/two-unparks",
                                 "A thread parks until it sees a flag; one unpark comes before it "
                                 "is set, and one behind",
                                 park, park_for_two, each({1, 3}, stranded) | each({2}, lost)));
    registry.add(weakens<ThreadNotify>(
        "memory/thread-notify/block-on-a-flag",
        "Does block_on see the flag that was set before its waker was called?",
        "futures::executor::block_on", block_on_a_flag, each({1, 2}, stranded)));
    const char* atomic = "futures::task::AtomicWaker";
    const auto races_for = [](const char* one, const char* other) {
        return races(one, other, "waker");
    };
    // Survivors: 3 and 5, the compare_exchange before has acquired it all (atomic_waker.rs says so of 3).
    registry.add(weakens<AtomicWaker>(
        "memory/atomic-waker/register-then-look",
        "A task registers, then looks at a flag: is it woken?", atomic,
        [](unsigned weakened) { register_then_look(weakened, 1); },
        each({1, 2, 7, 8}, races_for("main", "waiter")) | each({6}, stranded)));
    registry.add(weakens<AtomicWaker>(
        "memory/atomic-waker/two-wakers", "The same, and two threads wake it", atomic,
        [](unsigned weakened) { register_then_look(weakened, 2); },
        each({1, 2, 4}, races_for("second waker", "waiter")) |
            each({7, 8}, races_for("main", "second waker")),
        4));
    const char* notify = "tokio::sync::Notify";
    registry.add(weakens<Notify>(
        "memory/notify/permit", "Does who gets the permit of notify_one see what was done before?",
        notify, [](unsigned weakened) { permit_with_data(weakened, false); },
        each({4, 8}, sees_nothing)));
    registry.add(weakens<Notify>(
        "memory/notify/polled-meanwhile", "The same, and somebody else wakes the task, too", notify,
        [](unsigned weakened) { permit_with_data(weakened, true); },
        each({4, 8}, sees_nothing) | each({11, 12}, races_for("main", "waiter")), 4));
    registry.add(weakens<Notify>("memory/notify/snapshot-then-look",
                                 "A waiter takes its snapshot and then looks: is it told?", notify,
                                 snapshot_then_look, each({2, 6}, stranded)));
}

}  // namespace impasse::scenarios
