#include "harness/run/search.hpp"

#include <algorithm>
#include <optional>

#include "harness/core/invariant.hpp"
#include "harness/detect/detector.hpp"
#include "harness/explore/dpor.hpp"
#include "harness/run/explorer.hpp"

namespace impasse::run {

bool Allowance::spent(std::uint64_t executed) const {
    return executed >= executions || interrupted || (until && Clock::now() >= *until);
}

SearchResult search(const sched::Body& body, Strategy& strategy, const SearchOptions& options,
                    const Wanted& wanted) {
    SearchResult result;
    sched::Scheduler scheduler;
    bool abandoned = false;
    std::uint64_t begun = 0;
    while (!options.allowance.spent(begun) && strategy.begin()) {
        ++begun;
        const Ending ending = scheduler.run(body, strategy,
                                            {.max_steps = options.max_steps,
                                             .edit = options.edit,
                                             .patience = &options.patience,
                                             .beginning = options.beginning.size()});
        if (ending != Ending::Overtaken) ++result.executions;
        result.gave_up = scheduler.gave_up();
        if (result.gave_up) return result;
        strategy.end(ending);
        INVARIANT(strategy.error().empty(), strategy.error());
        result.spurious_wakeups =
            std::max(result.spurious_wakeups, scheduler.snapshot().spurious_wakeups);
        if (scheduler.inapplicable()) {
            result.came_to = Searched::Inapplicable;
            return result;
        }
        if (ending == Ending::Abandoned) {
            abandoned = true;
        } else if (wanted(scheduler, ending)) {
            result.came_to = Searched::Found;
            return result;
        }
    }
    if (strategy.exhausted() && !abandoned) result.came_to = Searched::Nothing;
    return result;
}

SearchResult search(const sched::Body& body, SearchOptions options, const Wanted& wanted) {
    for (;;) {
        explore::Frontier frontier;
        explore::Dpor strategy(frontier, false, options.beginning);
        const SearchResult result = search(body, strategy, options, wanted);
        if (!result.gave_up) return result;
        options.patience.loops.insert(*result.gave_up);
    }
}

bool shows_a_finding(const sched::Scheduler& scheduler) {
    const trace::Snapshot& snapshot = scheduler.snapshot();
    return !snapshot.quiet() && !detect::judge(snapshot).findings.empty();
}

}  // namespace impasse::run
