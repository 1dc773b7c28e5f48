// Results as JUnit XML, for a CI that shows tests: a suite a suite, a test a scenario with its parameters. A test
// fails whose verdict is not as expected, an inconclusive one too; an error of ours is an error.
//
// Equal results give equal text, but for the times. Bytes that XML has no place for are replaced.
#pragma once

#include <string>

#include "reports/report.hpp"

namespace impasse::reports {

std::string to_junit(const Report& report);

}  // namespace impasse::reports
