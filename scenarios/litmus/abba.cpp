// Two threads take two locks in opposite order: the smallest deadlock there is. Ordered, it is
// none.
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void take_both(sync::mutex& first, sync::mutex& second) {
    sync::lock_guard outer(first);
    sync::lock_guard inner(second);
}

void run(bool ordered) {
    sync::mutex a("a", sync::Unlocks::Follow);
    sync::mutex b("b", sync::Unlocks::Follow);
    sync::jthread left("left", [&] { take_both(a, b); });
    sync::jthread right("right", [&] { ordered ? take_both(a, b) : take_both(b, a); });
}

}  // namespace

void litmus_abba(Registry& registry) {
    registry.add({.name = "litmus/abba",
                  .about = "Do two threads that take two locks in opposite order hang?",
                  .body = [](const Params&) { run(false); },
                  .expected = always(finds(FindingKind::Cycle, {"left", "right", "a", "b"}))});
    registry.add({.name = "litmus/abba-ordered",
                  .about = "Do two threads that take two locks in the same order hang?",
                  .body = [](const Params&) { run(true); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
