// What a failing execution under Relacy shows, in the words of the fiber engine's findings.
//
// Relacy itself says "deadlock" and no more. Who waits for what, and whether a notification came
// too early, is read off the steps that the policy noted. Costs nothing until something is found.
#pragma once

#include <string>
#include <vector>

#include "harness/relacy/engine.hpp"

namespace impasse::relacy {

// `agents`: the threads' names. Only for a result whose verdict is `found`.
Finding finding_of(const Result& result, const std::vector<std::string>& agents);

}  // namespace impasse::relacy
