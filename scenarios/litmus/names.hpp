// Names of agents in the litmus programs.
#pragma once

#include "harness/core/name.hpp"

namespace impasse::scenarios {

// The first of a kind has no number, so that the classic size reads as the textbook has it: "left",
// then "left 1", "left 2".
inline Name numbered(const char* kind, int i) { return Name(kind, i == 0 ? -1 : i); }

}  // namespace impasse::scenarios
