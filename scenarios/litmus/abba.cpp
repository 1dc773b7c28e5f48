// n threads take the same two locks, every second one of them in the opposite order. With two
// threads this is the smallest deadlock there is. All in one order, it is none.
#include <deque>

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/litmus/names.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void take_both(sync::mutex& first, sync::mutex& second) {
    sync::lock_guard outer(first);
    sync::lock_guard inner(second);
}

void run(const Params& params, bool ordered) {
    sync::mutex a("a", sync::Unlocks::Follow);
    sync::mutex b("b", sync::Unlocks::Follow);
    std::deque<sync::jthread> threads;
    for (int i = 0; i < params["n"]; ++i) {
        const bool right = i % 2 == 1;
        threads.push_back(sync::jthread(numbered(right ? "right" : "left", i / 2),
                                        [&a, &b, backwards = right && !ordered] {
                                            backwards ? take_both(b, a) : take_both(a, b);
                                        }));
    }
}

const std::vector<ParamSpec> kParams{{"n", 2, 1, 8, "threads, left and right in turn"}};

// One thread alone meets nobody.
Expectation expected(const Params& params) {
    return params["n"] == 1 ? is_free() : finds(FindingKind::Cycle, {"left", "right", "a", "b"});
}

}  // namespace

void litmus_abba(Registry& registry) {
    registry.add({.name = "litmus/abba",
                  .about = "Do n threads hang of which every second one takes two locks in the "
                           "opposite order?",
                  .params = kParams,
                  .body = [](const Params& params) { run(params, false); },
                  .expected = expected,
                  .variants = {{"all threads take a before b",
                                [](const Params& params) { run(params, true); }}}});
    registry.add({.name = "litmus/abba-ordered",
                  .about = "Do n threads that take two locks in the same order hang? (n! traces)",
                  .params = kParams,
                  .body = [](const Params& params) { run(params, true); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
