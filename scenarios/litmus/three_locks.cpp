// Three threads, three locks, each takes its own and then the next one's: a cycle of three.
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_three_locks(Registry& registry) {
    registry.add(
        {.name = "litmus/three-locks",
         .about = "Do three threads hang of which each takes its own lock and then the next one's?",
         .body =
             [](const Params&) {
                 sync::mutex a("a", sync::Unlocks::Follow);
                 sync::mutex b("b", sync::Unlocks::Follow);
                 sync::mutex c("c", sync::Unlocks::Follow);
                 const auto take = [](sync::mutex& own, sync::mutex& next) {
                     sync::lock_guard outer(own);
                     sync::lock_guard inner(next);
                 };
                 sync::jthread first("first", [&] { take(a, b); });
                 sync::jthread second("second", [&] { take(b, c); });
                 sync::jthread third("third", [&] { take(c, a); });
             },
         .expected =
             always(finds(FindingKind::Cycle, {"first", "second", "third", "a", "b", "c"}))});
}

}  // namespace impasse::scenarios
