#include "harness/run/mutants.hpp"

#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/explore.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::run {

namespace {

void take(sync::mutex& first, sync::mutex& second) {
    sync::lock_guard outer(first);
    sync::lock_guard inner(second);
}

void held_guard() {
    sync::mutex lock("lock");
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto holder = rt::spawn("holder", [&] {
            sync::lock_guard guard(lock);
            rt::await(rt::yield_now());
        });
        auto wanter = rt::spawn("wanter", [&] { sync::lock_guard guard(lock); });
        rt::await(holder);
        rt::await(wanter);
    });
}

void three_locks() {
    sync::mutex a("a");
    sync::mutex b("b");
    sync::mutex c("c");
    sync::jthread first("first", [&] { take(a, b); });
    sync::jthread second("second", [&] { take(b, c); });
    sync::jthread third("third", [&] { take(c, a); });
}

void lost_wakeup() {
    rt::Notify ready("ready");
    sync::jthread notifier("notifier", [&] { ready.notify_waiters(); });
    rt::Runtime runtime;
    runtime.block_on([&] { rt::await(ready.notified()); });
}

void leaked_waiter() {
    rt::Notify ready("ready");
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto waiter = rt::spawn("waiter", [&] { rt::await(ready.notified()); });
        rt::await(rt::yield_now());
    });
}

Scenario mutant(std::string name, void (*body)(), Expectation expected) {
    Scenario scenario;
    scenario.name = "mutant/" + std::move(name);
    scenario.body = [body](const Params&) { body(); };
    scenario.expected = always(std::move(expected));
    return scenario;
}

}  // namespace

std::vector<Scenario> mutants() {
    return {mutant("held-guard", held_guard,
                   finds(FindingKind::Cycle, {"holder", "wanter", "lock", "worker 0"})),
            mutant("three-locks", three_locks,
                   finds(FindingKind::Cycle, {"first", "second", "third", "a", "b", "c"})),
            mutant("lost-wakeup", lost_wakeup,
                   finds(FindingKind::LostWakeup, {"main", "notifier", "ready"})),
            mutant("leaked-waiter", leaked_waiter,
                   finds(FindingKind::WaitersAtDrop, {"waiter", "ready"}))};
}

std::vector<std::string> uncaught_mutants(const std::vector<Scenario>& mutants) {
    std::vector<std::string> uncaught;
    if (mutants.empty()) uncaught.push_back("there are no mutants to catch");
    for (const Scenario& mutant : mutants) {
        const ScenarioResult result = explore(mutant, Params(), {});
        if (result.as_expected && result.verdict == Verdict::Found) continue;
        uncaught.push_back(
            mutant.name + " was not caught: " +
            (result.reason.empty() ? std::string(to_string(result.verdict)) : result.reason));
    }
    return uncaught;
}

}  // namespace impasse::run
