// n threads take one lock once: n! traces.
#include "harness/sync/global.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_counter(Registry& registry) {
    registry.add({.name = "litmus/counter",
                  .about = "Do n threads that each take one lock once hang? (n! traces)",
                  .params = {{"n", 4, 1, 11, "threads"}},
                  .body =
                      [](const Params& params) {
                          auto& lock = sync::global<sync::mutex>("counter", sync::Unlocks::Follow);
                          auto& count = sync::global<int>(0);
                          sync::interchangeable(static_cast<int>(params["n"]), "thread", [&] {
                              sync::lock_guard guard(lock);
                              ++count;
                          });
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
