// n threads take one lock once: n! traces.
#include <deque>

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
                          sync::mutex lock("counter", sync::Unlocks::Follow);
                          int count = 0;
                          std::deque<sync::jthread> threads;
                          for (int i = 0; i < params["n"]; ++i)
                              threads.push_back(sync::jthread(Name("thread", i), [&] {
                                  sync::lock_guard guard(lock);
                                  ++count;
                              }));
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
