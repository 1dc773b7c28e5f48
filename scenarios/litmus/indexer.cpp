// The indexer of Flanagan and Godefroid (POPL'05): each thread puts four messages into a hash table
// of 128 cells by compare-and-swap. With n <= 11 no two threads meet; each thread t beyond wants
// three of the cells of thread t - 11, and whoever comes second takes the next cell: 8^(n-11)
// traces.
#include <deque>

#include "harness/sync/atomic.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

constexpr std::size_t kSize = 128;
constexpr int kMax = 4;

using Table = std::deque<sync::atomic<int>>;

void insert(Table& table, int w) {
    std::size_t h = static_cast<std::size_t>(w) * 7 % kSize;
    for (int empty = 0; !table[h].compare_exchange_strong(empty, w); empty = 0) h = (h + 1) % kSize;
}

}  // namespace

void litmus_indexer(Registry& registry) {
    registry.add({.name = "litmus/indexer",
                  .about = "Do n threads that fill one hash table by compare-and-swap hang?",
                  .params = {{"n", 2, 1, 22, "threads"}},
                  .body =
                      [](const Params& params) {
                          Table table;
                          for (std::size_t h = 0; h < kSize; ++h)
                              table.emplace_back(0, Name("cell", static_cast<int>(h)));
                          std::deque<sync::jthread> threads;
                          for (int tid = 0; tid < params["n"]; ++tid)
                              threads.push_back(sync::jthread(Name("thread", tid), [&table, tid] {
                                  for (int m = 1; m <= kMax; ++m) insert(table, m * 11 + tid);
                              }));
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
