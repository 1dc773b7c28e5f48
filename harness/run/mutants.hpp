// Programs with a known defect each. A harness that does not find them finds nothing: its gate is
// red then.
#pragma once

#include <string>
#include <vector>

#include "harness/core/scenario.hpp"

namespace impasse::run {

// A model that must deadlock, a three-lock cycle, a lost wakeup and a leaked waiter.
std::vector<Scenario> mutants();

// Explores every one. Returns a line for each that was not caught as what it is.
std::vector<std::string> uncaught_mutants(const std::vector<Scenario>& mutants);

}  // namespace impasse::run
