// The scenarios that the second engine has, too: programs of threads over harness/sync. Their files are built
// twice, once for each engine.
#pragma once

#include "harness/core/scenario.hpp"

namespace impasse::scenarios {

Registry in_both_engines();

}  // namespace impasse::scenarios
