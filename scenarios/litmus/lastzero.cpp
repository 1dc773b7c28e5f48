// One thread scans an array from its end for a zero while others fill it: all atomic, no locks.
#include <deque>

#include "harness/sync/atomic.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_lastzero(Registry& registry) {
    registry.add({.name = "litmus/lastzero",
                  .about = "Does a scan for the last zero end while n threads fill the array?",
                  .params = {{"n", 3, 1, 20, "threads that fill"}},
                  .body =
                      [](const Params& params) {
                          const auto n = static_cast<int>(params["n"]);
                          std::deque<sync::atomic<int>> array;
                          for (int i = 0; i <= n; ++i) array.emplace_back(0, Name("cell", i));
                          std::deque<sync::jthread> threads;
                          threads.push_back(sync::jthread("scanner", [&] {
                              for (int i = n; array[static_cast<std::size_t>(i)].load() != 0;) --i;
                          }));
                          for (int j = 1; j <= n; ++j)
                              threads.push_back(sync::jthread(Name("filler", j), [&array, j] {
                                  const auto at = static_cast<std::size_t>(j);
                                  array[at].store(array[at - 1].load() + 1);
                              }));
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
