// Loops that wait by looking again: for a flag, for a lock made of an atomic, as often as they have
// patience.
#include <array>

#include "harness/sync/atomic.hpp"
#include "harness/sync/latch.hpp"
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
}

}  // namespace impasse::scenarios
