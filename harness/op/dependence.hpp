// Whether two steps are dependent: whether their order can matter to anyone.
//
// Relative to this relation a trace is a class of executions. Each family's file carries its own
// rules with their reasons; what no rule calls independent is dependent.
#pragma once

#include "harness/core/step.hpp"

namespace impasse::op {

bool dependent(const Access& a, const Access& b);
bool dependent(const Step& a, const Step& b);

}  // namespace impasse::op
