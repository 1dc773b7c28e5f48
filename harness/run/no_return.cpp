#include "harness/run/no_return.hpp"

#include <span>

#include "harness/run/search.hpp"

namespace impasse::run {

std::optional<NoReturn> point_of_no_return(const Scenario& scenario, const Params& params,
                                           const std::vector<Move>& schedule, unsigned max_steps,
                                           const Allowance& allowance) {
    allowance.say("since when nothing avoids it");
    const sched::Body body = [&] { scenario.body(params); };
    const auto ends_well = [](const sched::Scheduler& scheduler, Ending ending) {
        return ending != Ending::Overtaken && !shows_a_finding(scheduler);
    };
    // Behind the last step there is one continuation: none.
    NoReturn found{schedule.size(), 1};
    std::size_t avoidable = 0;  // the fewest steps that may be
    while (avoidable < found.step) {
        const std::size_t middle = avoidable + (found.step - avoidable) / 2;
        const SearchResult searched = search(body,
                                             {.max_steps = max_steps,
                                              .allowance = allowance,
                                              .beginning = std::span(schedule).first(middle)},
                                             ends_well);
        if (searched.came_to == Searched::Undecided) return std::nullopt;
        if (searched.came_to == Searched::Found)
            avoidable = middle + 1;
        else
            found = {middle, searched.executions};
    }
    return found;
}

}  // namespace impasse::run
