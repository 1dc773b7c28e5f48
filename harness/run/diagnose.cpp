#include "harness/run/diagnose.hpp"

#include <algorithm>

#include "harness/run/no_return.hpp"
#include "harness/run/what_if.hpp"

namespace impasse::run {

namespace {
constexpr std::uint64_t kMostThatRunOn = 1'000;
}

// Lines that follow one are no moves.
std::optional<unsigned> line_of(std::size_t move, const std::vector<StepLine>& lines) {
    for (const StepLine& line : lines)
        if (!line.follows && --move == 0) return line.number;
    return std::nullopt;
}

std::size_t move_of(unsigned line, const std::vector<StepLine>& lines) {
    std::size_t move = 0;
    for (const StepLine& one : lines)
        if (!one.follows && one.number <= line) ++move;
    return move;
}

void diagnose(Finding& finding, const Scenario& scenario, const Params& params,
              const std::vector<Move>& schedule, unsigned max_steps, Allowance allowance,
              bool ran_on) {
    // Where there is no end, there is no last chance to avoid it; and each execution is as long as it may be.
    if (ran_on) allowance.executions = std::min(allowance.executions, kMostThatRunOn);
    const auto no_return =
        ran_on ? std::nullopt
               : point_of_no_return(scenario, params, schedule, max_steps, allowance);
    if (no_return) {
        finding.inevitable = no_return->step == 0;
        finding.continuations = no_return->continuations;
        finding.point_of_no_return =
            line_of(std::max<std::size_t>(no_return->step, 1), finding.steps);
    }
    finding.what_if = what_if(scenario, params, schedule, max_steps, allowance);
    finding.cause = cause_of(finding.what_if);
}

}  // namespace impasse::run
