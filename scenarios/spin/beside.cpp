// Hangs beside somebody who runs on: a watchdog that looks at a flag, a heartbeat that counts, a ticker that
// sleeps.
#include <memory>

#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using sync::this_thread::yield;

void take_in(bool same_order) {
    sync::mutex a("a");
    sync::mutex b("b");
    const auto take = [](sync::mutex& first, sync::mutex& second) {
        const sync::lock_guard outer(first);
        const sync::lock_guard inner(second);
    };
    const sync::jthread left("left", [&] { take(a, b); });
    const sync::jthread right("right", [&] { same_order ? take(a, b) : take(b, a); });
}

void beside_a_watchdog(bool same_order) {
    sync::atomic<bool> stop(false, "stop");
    const sync::jthread watchdog("watchdog", [&] {
        while (!stop.load()) yield();
    });
    take_in(same_order);
    stop.store(true);
}

// It does something in each of its rounds: there is no end to them.
void start_heartbeat() {
    const auto beats = std::make_shared<sync::atomic<int>>(0, "beats");  // outlives main
    sync::thread("heartbeat", [beats] {
        for (;;) {
            beats->fetch_add(1);
            yield();
        }
    }).detach();
}

void beside_a_heartbeat(bool same_order) {
    start_heartbeat();
    take_in(same_order);
}

// Nobody waits yet when main notifies.
void too_early_beside_a_heartbeat() {
    start_heartbeat();
    rt::Notify ready("ready");
    const sync::jthread waiter("waiter", [&] { rt::block_on(ready.notified()); });
    ready.notify_waiters();
}

// The heartbeat is a task with a timer, as services have them.
void too_early_beside_a_ticker() {
    rt::Runtime runtime;
    runtime.block_on([] {
        rt::Notify ready("ready");
        const auto ticker = rt::spawn("ticker", [] {
            for (;;) rt::await(rt::sleep());
        });
        auto waiter = rt::spawn("waiter", [&] { rt::await(ready.notified()); });
        ready.notify_waiters();
        rt::await(waiter);
    });
}

}  // namespace

void spin_beside(Registry& registry) {
    using enum FindingKind;
    registry.add({.name = "spin/watchdog",
                  .about = "Two locks in one order, and a watchdog that looks at a flag meanwhile",
                  .body = [](const Params&) { beside_a_watchdog(true); },
                  .expected = always(is_free())});
    registry.add(
        {.name = "spin/watchdog-beside-a-hang",
         .about = "Two locks in both orders: is the hang seen though the watchdog runs on?",
         .body = [](const Params&) { beside_a_watchdog(false); },
         .expected = always(finds(Cycle, {"left", "right", "a", "b"})),
         .variants = {{"right takes a before b", [](const Params&) { beside_a_watchdog(true); }}}});
    registry.add({.name = "spin/heartbeat-beside-a-hang",
                  .about = "The same beside a thread that counts for ever",
                  .body = [](const Params&) { beside_a_heartbeat(false); },
                  .expected = always(finds(Cycle, {"left", "right", "a", "b"}))});
    registry.add({.name = "spin/heartbeat-beside-a-lost-wakeup",
                  .about = "A notification that is sent too early, beside a thread that counts for "
                           "ever",
                  .body = [](const Params&) { too_early_beside_a_heartbeat(); },
                  .expected = always(finds(LostWakeup, {"waiter", "main", "ready"}))});
    registry.add({.name = "spin/ticker-beside-a-lost-wakeup",
                  .about = "The same on one worker, beside a task that sleeps again and again",
                  .body = [](const Params&) { too_early_beside_a_ticker(); },
                  .expected = always(finds(LostWakeup, {"waiter", "main", "ready"}))});
}

}  // namespace impasse::scenarios
