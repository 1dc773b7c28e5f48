// One writer stores once, n readers load once each: 2^n traces.
#include <deque>

#include "harness/sync/atomic.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_readers(Registry& registry) {
    registry.add({.name = "litmus/readers",
                  .about = "Do one writer and n readers of an atomic hang? (2^n traces)",
                  .params = {{"n", 3, 1, 20, "readers"}},
                  .body =
                      [](const Params& params) {
                          sync::atomic<int> value(0, "value");
                          std::deque<sync::jthread> threads;
                          threads.push_back(sync::jthread("writer", [&] { value.store(1); }));
                          for (int i = 0; i < params["n"]; ++i)
                              threads.push_back(
                                  sync::jthread(Name("reader", i), [&] { value.load(); }));
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
