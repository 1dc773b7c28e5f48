#include "harness/run/diagnose.hpp"

#include "harness/run/no_return.hpp"
#include "harness/run/what_if.hpp"

namespace impasse::run {

namespace {

// The number of the line that shows the schedule's n-th move; lines that follow one are none.
std::optional<unsigned> line_of(std::size_t move, const std::vector<StepLine>& lines) {
    for (const StepLine& line : lines)
        if (!line.follows && --move == 0) return line.number;
    return std::nullopt;
}

}  // namespace

void diagnose(Finding& finding, const Scenario& scenario, const Params& params,
              const std::vector<Move>& schedule, unsigned max_steps, std::uint64_t limit) {
    const auto no_return = point_of_no_return(scenario, params, schedule, max_steps, limit);
    if (no_return) {
        finding.inevitable = no_return->step == 0;
        finding.continuations = no_return->continuations;
        finding.point_of_no_return =
            line_of(std::max<std::size_t>(no_return->step, 1), finding.steps);
    }
    finding.what_if = what_if(scenario, params, schedule, max_steps, limit);
    finding.cause = cause_of(finding.what_if);
}

}  // namespace impasse::run
