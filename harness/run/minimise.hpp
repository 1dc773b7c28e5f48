// The shortest story of a finding: the schedule with the fewest switches between agents, then with
// the fewest agents that take a step, then the fewest steps.
//
// Runs all executions with no switch, then with one, and so on, until the finding shows; and then
// all of that many, for the best of them. So the answer is proved, in all three, unless what
// this may take ran out: then it is the best one that was seen. A schedule with
// more switches may do with fewer agents, or fewer steps: it is not looked for.
#pragma once

#include "harness/run/allowance.hpp"
#include "harness/run/explorer.hpp"

namespace impasse::run {

struct Shortest {
    Kept kept;
    bool proved = false;
};

Shortest minimise(const Scenario& scenario, const Params& params, const Kept& found,
                  unsigned max_steps, const Allowance& allowance);

}  // namespace impasse::run
