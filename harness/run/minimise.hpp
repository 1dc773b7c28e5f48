// The shortest story of a finding: the schedule with the fewest switches between agents, then the
// fewest steps.
//
// Runs all executions with no switch, then with one, and so on, until the finding shows; and then all
// of that many, for the one with the fewest steps. So the answer is proved, unless the number of
// executions that this may take ran out: then it is the best one that was seen.
#pragma once

#include "harness/run/explorer.hpp"

namespace impasse::run {

struct Shortest {
    Kept kept;
    bool proved = false;
};

// Takes at most `limit` executions.
Shortest minimise(const Scenario& scenario, const Params& params, const Kept& found,
                  unsigned max_steps, std::uint64_t limit);

}  // namespace impasse::run
