// The text of source lines, for the schedules that people read. Where the sources are not at hand,
// it stays empty.
#pragma once

#include <vector>

#include "harness/core/finding.hpp"

namespace impasse::run {

void add_source_lines(std::vector<StepLine>& lines);

}  // namespace impasse::run
