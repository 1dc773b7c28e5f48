// What-ifs: one thing of the program is changed, and all of it explored again.
//
// The changes are those that a primitive of the finding's execution offers (core/edit.hpp), one for each
// guard that is alive at an await there, and those that the scenario declares (Scenario::variants).
// A change may make no program of it, which then crashes, so each is explored in a process of its own.
// Nothing is said of a change but what exploring it came to. Cost: for each change, executions until
// one shows a finding, or all there are, as far as they may go.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"
#include "harness/run/allowance.hpp"

namespace impasse::run {

// The smallest change first: of the program, in a guard; as declared; in locks and channels; of what
// it runs on.
std::vector<WhatIf> what_if(const Scenario& scenario, const Params& params,
                            const std::vector<Move>& schedule, unsigned max_steps,
                            const Allowance& allowance);

// The first of them that removes the finding, as a sentence; empty: none does.
std::string cause_of(const std::vector<WhatIf>& tried);

}  // namespace impasse::run
