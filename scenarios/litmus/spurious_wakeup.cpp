// A consumer that waits once for an item, and one that waits for as long as there is none. While
// nobody wakes up without a notification, both do.
#include "harness/sched/unwind.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void run(const Params& params, bool in_a_loop) {
    sync::mutex lock("buffer", sync::Unlocks::Follow);
    sync::condition_variable not_empty(
        "not empty", sync::SpuriousWakeups{static_cast<unsigned>(params["spurious"])});
    bool full = false;
    sync::jthread producer("producer", [&] {
        sync::unique_lock guard(lock);
        full = true;
        not_empty.notify_one();
    });
    sync::jthread consumer("consumer", [&] {
        sync::unique_lock guard(lock);
        if (in_a_loop) {
            while (!full) not_empty.wait(guard);
        } else {
            if (!full) not_empty.wait(guard);
        }
        if (!full) panic("the consumer takes an item out of an empty buffer");
        full = false;
    });
}

const std::vector<ParamSpec> kParams{{"spurious", 1, 0, 4, "spurious wakeups, at most"}};

Expectation once_expected(const Params& params) {
    return params["spurious"] == 0 ? is_free() : finds(FindingKind::Panic, {"consumer"});
}

}  // namespace

void litmus_spurious_wakeup(Registry& registry) {
    registry.add({.name = "litmus/wait-in-a-loop",
                  .about = "Does a consumer that looks again behind each wait find its item?",
                  .params = kParams,
                  .body = [](const Params& params) { run(params, true); },
                  .expected = always(is_free())});
    registry.add({.name = "litmus/wait-once",
                  .about = "Does a consumer that waits once find its item?",
                  .params = kParams,
                  .body = [](const Params& params) { run(params, false); },
                  .expected = once_expected});
}

}  // namespace impasse::scenarios
