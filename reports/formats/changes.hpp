// A comparison for a terminal: a line for each change, worst first, plain text. What is still there is only counted.
#pragma once

#include <string>

#include "reports/compare.hpp"

namespace impasse::reports {

std::string changes_text(const Comparison& comparison);

}  // namespace impasse::reports
