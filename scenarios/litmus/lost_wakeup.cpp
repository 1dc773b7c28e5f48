// n waiters that do not look before they wait, and a notifier that notifies once for each: a
// notification may have come already. With a look, it is free.
#include <deque>

#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/litmus/names.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void run(const Params& params, bool looks_first) {
    sync::mutex lock("m", sync::Unlocks::Follow);
    sync::condition_variable ready("ready");
    bool done = false;
    std::deque<sync::jthread> threads;
    for (int i = 0; i < params["n"]; ++i)
        threads.push_back(sync::jthread(numbered("waiter", i), [&] {
            sync::unique_lock guard(lock);
            if (looks_first) {
                ready.wait(guard, [&] { return done; });
            } else {
                ready.wait(guard);
            }
        }));
    threads.push_back(sync::jthread("notifier", [&] {
        {
            sync::lock_guard guard(lock);
            done = true;
        }
        for (int i = 0; i < params["n"]; ++i) ready.notify_one();
    }));
}

const std::vector<ParamSpec> kParams{{"n", 1, 1, 5, "waiters"}};

}  // namespace

void litmus_lost_wakeup(Registry& registry) {
    registry.add(
        {.name = "litmus/lost-wakeup",
         .about = "Is a notification lost that comes before its waiter waits?",
         .params = kParams,
         .body = [](const Params& params) { run(params, false); },
         .expected = always(finds(FindingKind::LostWakeup, {"waiter", "notifier", "ready"})),
         .variants = {{"the waiter looks at the condition first, under the lock",
                       [](const Params& params) { run(params, true); }}}});
    registry.add(
        {.name = "litmus/no-lost-wakeup",
         .about = "Is it lost when the waiter looks at the condition first, under the lock?",
         .params = kParams,
         .body = [](const Params& params) { run(params, true); },
         .expected = always(is_free())});
}

}  // namespace impasse::scenarios
