// The lines of the source that a finding is about, where they can be read.
#pragma once

#include <vector>

#include "harness/core/finding.hpp"

namespace impasse::run {

// Where agents wait and where they took what others wait for, those of the cycle first.
std::vector<Excerpt> excerpts_of(const Finding& finding);

}  // namespace impasse::run
