// n threads, each with a lock of its own: one trace.
#include <deque>

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_independent(Registry& registry) {
    registry.add({.name = "litmus/independent",
                  .about = "Do n threads that share nothing hang? (one trace)",
                  .params = {{"n", 3, 1, 60, "threads"}},
                  .body =
                      [](const Params& params) {
                          std::deque<sync::mutex> locks;
                          std::deque<sync::jthread> threads;
                          for (int i = 0; i < params["n"]; ++i) {
                              sync::mutex& own =
                                  locks.emplace_back(Name("lock", i), sync::Unlocks::Follow);
                              threads.push_back(sync::jthread(
                                  Name("thread", i), [&own] { sync::lock_guard guard(own); }));
                          }
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
