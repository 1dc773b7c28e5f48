// The scenarios that the second engine has, too: programs of threads over harness/sync. Their files are built
// twice, once for each engine.
#pragma once

#include "harness/core/scenario.hpp"

namespace impasse::scenarios {

void in_both_engines(Registry& registry);

}  // namespace impasse::scenarios
