// How a lock is made, in either engine.
#pragma once

#include "harness/op/holders.hpp"

namespace impasse::sync {

using op::Mode;
using op::Preference;

// Whether an unlock is a step of its own, or follows the step before it at once.
enum class Unlocks : unsigned char { Step, Follow };

}  // namespace impasse::sync
