// Clients of what wakes threads, over the primitive. Each measures its outcome.
#pragma once

#include "harness/sync/atomic.hpp"
#include "harness/sync/measure.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::scenarios {

// A waiter takes its snapshot, looks, and waits where it saw nothing: 10 for what it saw, 1 for what it sees in the end.
template <class Notify>
void snapshot_then_look_outcome() {
    Notify notify;
    sync::atomic<int> filled(0, "filled");
    int outcome = 0;
    {
        const sync::jthread waiter("waiter", [&] {
            auto notified = notify.notified();
            const int seen = filled.load();
            if (seen == 0) notify.block_on(notified);
            outcome = 10 * seen + filled.load();
        });
        filled.store(1);
        notify.notify_waiters();
    }
    sync::measure("outcome", outcome);
}

// One permit, and two who want it: the first one queues, looks once and gives up (10 where it had it). It hands the
// permit on, as select! does: the other one always ends (1).
template <class Notify>
void one_gives_up_outcome() {
    Notify notify;
    int outcome = 0;
    {
        const sync::jthread waiter("waiter", [&] {
            auto notified = notify.notified();
            notify.block_on(notified);
            outcome += 1;
        });
        const sync::jthread gives_up("gives up", [&] {
            bool ready = false;
            {
                auto notified = notify.notified();
                ready = notified.enable();
            }
            if (!ready) return;
            outcome += 10;
            notify.notify_one();
        });
        notify.notify_one();
    }
    sync::measure("outcome", outcome);
}

// A permit is kept, but not two: who takes the first (10) and the second one (1) without waiting.
template <class Notify>
void permits_outcome() {
    Notify notify;
    int outcome = 0;
    {
        const sync::jthread taker("taker", [&] {
            for (const int digit : {10, 1}) {
                auto notified = notify.notified();
                if (notified.enable()) outcome += digit;
            }
        });
        notify.notify_one();
        notify.notify_one();
    }
    sync::measure("outcome", outcome);
}

// How often a task is polled that registers and then looks, until it sees what another thread sets before it wakes it.
template <class Task>
void polls_outcome() {
    Task task;
    sync::atomic<int> flag(0, "flag");
    int polls = 0;
    {
        const sync::jthread waiter("waiter", [&] {
            task.block_on([&] {
                ++polls;
                task.register_itself();
                return flag.load() == 1;
            });
        });
        flag.store(1);
        task.wake();
    }
    sync::measure("outcome", polls);
}

// Unparked twice, with a flag set in between: what a thread sees behind its first park (10s), and behind a second one
// that it makes where it saw nothing (1s).
template <class Parker>
void parks_outcome() {
    Parker parker;
    sync::atomic<int> flag(0, "flag");
    int outcome = 0;
    {
        const sync::jthread waiter("waiter", [&] {
            parker.park();
            const int first = flag.load();
            if (first == 0) parker.park();
            outcome = 10 * first + flag.load();
        });
        parker.unpark();
        flag.store(1);
        parker.unpark();
    }
    sync::measure("outcome", outcome);
}

}  // namespace impasse::scenarios
