// n philosophers, n forks. Left then right: they may all wait in a circle. In one order: they never
// do.
#include <deque>
#include <utility>

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void dine(int n, bool ordered) {
    std::deque<sync::mutex> forks;
    for (int i = 0; i < n; ++i) forks.emplace_back(Name("fork", i), sync::Unlocks::Follow);
    std::deque<sync::jthread> table;
    for (int i = 0; i < n; ++i)
        table.push_back(sync::jthread(Name("philosopher", i), [&forks, n, i, ordered] {
            int first = i;
            int second = (i + 1) % n;
            if (ordered && second < first) std::swap(first, second);
            sync::lock_guard left(forks[static_cast<std::size_t>(first)]);
            sync::lock_guard right(forks[static_cast<std::size_t>(second)]);
        }));
}

const std::vector<ParamSpec> kParams{{"n", 3, 1, 12, "philosophers"}};

// A philosopher alone has one fork, on the left and on the right.
Expectation expected(const Params& params, const Expectation& of_several) {
    if (params["n"] > 1) return of_several;
    return finds(FindingKind::Reentry, {"philosopher 0", "fork 0"});
}

}  // namespace

void litmus_philosophers(Registry& registry) {
    registry.add(
        {.name = "litmus/philosophers",
         .about = "Do n philosophers that take the left fork, then the right one, hang?",
         .params = kParams,
         .body = [](const Params& params) { dine(static_cast<int>(params["n"]), false); },
         .expected =
             [](const Params& params) {
                 return expected(params, finds(FindingKind::Cycle, {"philosopher", "fork"}));
             },
         .variants = {{"each takes the lower fork first",
                       [](const Params& params) { dine(static_cast<int>(params["n"]), true); }}}});
    registry.add({.name = "litmus/philosophers-ordered",
                  .about = "Do n philosophers hang that take the lower fork first?",
                  .params = kParams,
                  .body = [](const Params& params) { dine(static_cast<int>(params["n"]), true); },
                  .expected = [](const Params& params) { return expected(params, is_free()); }});
}

}  // namespace impasse::scenarios
