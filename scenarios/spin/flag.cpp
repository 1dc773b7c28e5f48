// Loops that wait by looking again: for a flag, for a lock made of an atomic, as often as they have
// patience.
#include <array>
#include <memory>

#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using sync::this_thread::yield;

void flag(bool is_set) {
    sync::atomic<bool> ready(false, "ready");
    const sync::jthread reader("reader", [&] {
        while (!ready.load()) yield();
    });
    if (is_set) ready.store(true);
}

// std::atomic_flag's spin lock.
class SpinLock {
  public:
    void lock() {
        while (taken_.exchange(true)) yield();
    }
    void unlock() { taken_.store(false); }

  private:
    sync::atomic<bool> taken_{false, "taken"};
};

void locks(bool unlocks) {
    SpinLock lock;
    const auto work = [&](bool early) {
        lock.lock();
        if (early) return;  // an error path that forgets the lock
        lock.unlock();
    };
    const sync::jthread first("first", [&] { work(!unlocks); });
    const sync::jthread second("second", [&] { work(false); });
}

// Peterson, "Myths about the mutual exclusion problem", 1981. Without the turn both are polite for ever.
void peterson(bool with_turn) {
    std::array<sync::atomic<bool>, 2> wants{sync::atomic<bool>(false, "wants 0"),
                                            sync::atomic<bool>(false, "wants 1")};
    sync::atomic<std::size_t> turn(0, "turn");
    const auto enter = [&](std::size_t me) {
        const std::size_t other = 1 - me;
        wants[me].store(true);
        if (with_turn) turn.store(other);
        while (wants[other].load() && (!with_turn || turn.load() == other)) yield();
        wants[me].store(false);
    };
    const sync::jthread left("left", [&] { enter(0); });
    const sync::jthread right("right", [&] { enter(1); });
}

// Looks a few times, and then sleeps: whoever sets the flag must wake it (or it must look once more).
void gives_up(bool wakes) {
    sync::atomic<bool> ready(false, "ready");
    sync::latch woken(1, "woken");
    const sync::jthread waiter("waiter", [&] {
        for (int looks = 0; looks < 4; ++looks) {
            if (ready.load()) return;
            yield();
        }
        woken.wait();
    });
    ready.store(true);
    if (wakes) woken.count_down();
}

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

void spin_flag(Registry& registry) {
    const auto add = [&](const char* name, const char* about, auto body, bool good,
                         const char* change, Expectation expected) {
        Scenario scenario{.name = name,
                          .about = about,
                          .body = [body, good](const Params&) { body(good); },
                          .expected = always(std::move(expected))};
        if (!good) scenario.variants.push_back({change, [body](const Params&) { body(true); }});
        registry.add(std::move(scenario));
    };
    using enum FindingKind;
    add("spin/flag", "A thread looks at a flag until it is set: does it come to its end?", flag,
        true, "", is_free());
    add("spin/flag-never-set", "The same flag, and nobody sets it", flag, false,
        "main sets the flag", finds(Livelock, {"reader", "ready"}));
    add("spin/lock", "Two threads take a spin lock in turn", locks, true, "", is_free());
    registry.add(
        {.name = "spin/lock-kept",
         .about = "One of them returns early and keeps the spin lock",
         .body = [](const Params&) { locks(false); },
         .expected = always(finds(Livelock, {"second", "taken"})),
         .variants = {{"first unlocks on its way out too", [](const Params&) { locks(true); }}}});
    add("spin/peterson", "Peterson's lock for two threads", peterson, true, "", is_free());
    add("spin/peterson-without-turn", "The same without the turn: each lets the other go first",
        peterson, false, "there is a turn",
        finds(Livelock, {"left", "right", "wants 0", "wants 1"}));
    add("spin/gives-up", "A thread looks four times and then sleeps; it is woken", gives_up, true,
        "", is_free());
    add("spin/gives-up-unwoken", "The same, but whoever sets the flag does not wake it", gives_up,
        false, "main wakes it", finds(StrandedWaiter, {"waiter", "woken"}));
    add("spin/watchdog", "Two locks in one order, and a watchdog that looks at a flag meanwhile",
        beside_a_watchdog, true, "", is_free());
    add("spin/watchdog-beside-a-hang",
        "Two locks in both orders: is the hang seen though the watchdog runs on?",
        beside_a_watchdog, false, "right takes a before b",
        finds(Cycle, {"left", "right", "a", "b"}));
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
