// Results for a terminal: plain text, no colours, no control characters.
#pragma once

#include <string>

#include "harness/core/result.hpp"

namespace impasse::reports {

// One line without its end, 100 columns where the names allow it:
//     ok    once_map/lost-wakeup/pr1183 waiters=1  found lost-wakeup      3 executions   0.00 s
// The mark is ok, FAIL, OPEN (inconclusive) or ERROR; the last three are not as expected.
std::string verdict_line(const ScenarioResult& result);

// Several lines: the sentence, who waits for whom, the steps, how to see it again.
std::string finding_text(const Finding& finding);

// The steps alone, as finding_text has them.
std::string steps_text(const Finding& finding);

}  // namespace impasse::reports
