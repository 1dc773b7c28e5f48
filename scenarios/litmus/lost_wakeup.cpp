// A waiter that does not look before it waits: the notification may have come already. With a look,
// it is free.
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void run(bool looks_first) {
    sync::mutex lock("m", sync::Unlocks::Follow);
    sync::condition_variable ready("ready");
    bool done = false;
    sync::jthread waiter("waiter", [&] {
        sync::unique_lock guard(lock);
        if (looks_first) {
            ready.wait(guard, [&] { return done; });
        } else {
            ready.wait(guard);
        }
    });
    sync::jthread notifier("notifier", [&] {
        {
            sync::lock_guard guard(lock);
            done = true;
        }
        ready.notify_one();
    });
}

}  // namespace

void litmus_lost_wakeup(Registry& registry) {
    registry.add(
        {.name = "litmus/lost-wakeup",
         .about = "Is a notification lost that comes before the waiter waits?",
         .body = [](const Params&) { run(false); },
         .expected = always(finds(FindingKind::LostWakeup, {"waiter", "notifier", "ready"}))});
    registry.add(
        {.name = "litmus/no-lost-wakeup",
         .about = "Is it lost when the waiter looks at the condition first, under the lock?",
         .body = [](const Params&) { run(true); },
         .expected = always(is_free())});
}

}  // namespace impasse::scenarios
