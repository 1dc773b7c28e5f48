// A finding as a story for a terminal: what is wrong, who waits for whom, the steps that matter, from where
// on nothing avoided it, what change removes it, how to see it again. At most thirty lines of 100 columns
// where the names allow it.
#pragma once

#include <string>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

std::string story_text(const ScenarioResult& result, const Finding& finding);

// Stops in gdb where the agent of the step to look at is about to act: the point of no return, where there is one.
std::string gdb_command(const Finding& finding);

// Of a finding's steps: those on what it is about, from where the first hold that keeps somebody out was
// taken; the point of no return; where one agent interrupts another. `most` of them, the last ones.
std::vector<StepLine> steps_that_matter(const Finding& finding, std::size_t most);

}  // namespace impasse::reports
