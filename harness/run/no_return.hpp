// The point of no return of a schedule: the first step behind which every continuation ends in a
// finding. Found by exploring what else could have come behind each of its beginnings.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"
#include "harness/run/allowance.hpp"

namespace impasse::run {

struct NoReturn {
    std::size_t step = 0;  // the number of the schedule's move, from 1; 0: every execution
                           // of the program ends in a finding
    std::uint64_t continuations = 0;  // of it, by trace: all end in a finding
};

// The schedule is one that ends in a finding. Nothing: not decided within what it may take. Cost: for
// each of log2(steps) beginnings, executions until one ends well, or all there are.
std::optional<NoReturn> point_of_no_return(const Scenario& scenario, const Params& params,
                                           const std::vector<Move>& schedule, unsigned max_steps,
                                           const Allowance& allowance);

}  // namespace impasse::run
