// One thread scans an array from its end for a zero while others fill it: all atomic, no locks.
#include <deque>

#include "harness/sync/atomic.hpp"
#include "harness/sync/global.hpp"
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
                          auto& array = sync::global<std::deque<sync::atomic<int>>>();
                          for (int i = 0; i <= n; ++i) array.emplace_back(0, Name("cell", i));
                          sync::thread("scanner", [&array, n] {
                              for (int i = n; array[static_cast<std::size_t>(i)].load() != 0;) --i;
                          }).detach();
                          for (int j = 1; j <= n; ++j)
                              sync::thread(Name("filler", j), [&array, j] {
                                  const auto at = static_cast<std::size_t>(j);
                                  array[at].store(array[at - 1].load() + 1);
                              }).detach();
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
