// n threads take one lock once: n! traces. If one of them forgets to release it, whoever comes
// later waits for ever.
#include "harness/sync/global.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

struct Counter {
    sync::mutex lock{"counter", sync::Unlocks::Follow};
    int count = 0;

    void add() {
        sync::lock_guard guard(lock);
        ++count;
    }
    void add_and_keep() {
        lock.lock();
        ++count;
    }
};

void count(const Params& params) {
    auto& counter = sync::global<Counter>();
    sync::interchangeable(static_cast<int>(params["n"]), "thread", [&counter] { counter.add(); });
}

void count_and_keep(const Params& params) {
    auto& counter = sync::global<Counter>();
    for (int i = 0; i < static_cast<int>(params["n"]); ++i)
        sync::thread(Name("thread", i), [&counter, keeps = i == 0] {
            keeps ? counter.add_and_keep() : counter.add();
        }).detach();
}

}  // namespace

void litmus_counter(Registry& registry) {
    registry.add({.name = "litmus/counter",
                  .about = "Do n threads that each take one lock once hang? (n! traces)",
                  .params = {{"n", 4, 1, 11, "threads"}},
                  .body = count,
                  .expected = always(is_free())});
    // Each set of threads that come too late is a finding of its own: hence few threads.
    registry.add({.name = "litmus/counter-keeps-lock",
                  .about = "Do they hang when one of them does not release the lock?",
                  .params = {{"n", 2, 1, 4, "threads"}},
                  .body = count_and_keep,
                  .expected = [](const Params& params) {
                      return params["n"] == 1 ? is_free()
                                              : finds(FindingKind::StrandedWaiter, {"thread"});
                  }});
}

}  // namespace impasse::scenarios
