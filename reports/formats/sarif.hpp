// Results as SARIF 2.1.0, for a code scanning page: a rule a kind of finding, a result a finding, a thread flow an
// agent. Within GitHub's limits (docs.github.com, "SARIF support for code scanning": 25,000 results a run, 1,000
// locations of a thread flow are shown, 20 tags a rule).
//
// A finding that its scenario expects is a note, and suppressed; a hazard is a note. What is nowhere
// in particular (starvation) is where its scenario is; what is nowhere at all is left out. With a base each has a baselineState.
#pragma once

#include <string>

#include "reports/report.hpp"

namespace impasse::reports {

std::string to_sarif(const Report& report);

}  // namespace impasse::reports
