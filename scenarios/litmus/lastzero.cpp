// One thread scans an array from its end for a zero while others fill it: all atomic, no locks. It
// ends at the first cell at the latest, which nobody fills; if somebody does, it may leave the
// array.
#include <deque>

#include "harness/sched/unwind.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/global.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Array = std::deque<sync::atomic<int>>;

sync::atomic<int>& at(Array& array, int i) {
    if (i < 0) panic("the scan leaves the array");
    return array[static_cast<std::size_t>(i)];
}

// From this cell on, all are filled.
void scan_and_fill(const Params& params, int first) {
    const auto n = static_cast<int>(params["n"]);
    auto& array = sync::global<Array>();
    for (int i = 0; i <= n; ++i) array.emplace_back(0, Name("cell", i));
    sync::thread("scanner", [&array, n] {
        for (int i = n; at(array, i).load() != 0;) --i;
    }).detach();
    for (int j = first; j <= n; ++j)
        sync::thread(Name("filler", j), [&array, j] {
            const int before = j == 0 ? 0 : at(array, j - 1).load();
            at(array, j).store(before + 1);
        }).detach();
}

}  // namespace

void litmus_lastzero(Registry& registry) {
    registry.add({.name = "litmus/lastzero",
                  .about = "Does a scan for the last zero end while n threads fill the array?",
                  .params = {{"n", 3, 1, 20, "threads that fill"}},
                  .body = [](const Params& params) { scan_and_fill(params, 1); },
                  .expected = always(is_free())});
    registry.add({.name = "litmus/lastzero-none",
                  .about = "Does it end within the array when the first cell is filled as well?",
                  .params = {{"n", 2, 1, 8, "cells beside the first"}},
                  .body = [](const Params& params) { scan_and_fill(params, 0); },
                  .expected = always(finds(FindingKind::Panic, {"scanner"}))});
}

}  // namespace impasse::scenarios
