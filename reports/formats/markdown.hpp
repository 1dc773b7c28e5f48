// A report as Markdown for a job summary: what is wrong, what is new since the base, the story of each such finding, a
// table of the suites. Less than 1 MiB, which is what GitHub takes: stories that have no room are counted.
//
// No text of a result is markup, a link or a mention.
#pragma once

#include <string>

#include "reports/report.hpp"

namespace impasse::reports {

inline constexpr std::size_t kMostMarkdown = 900'000;  // bytes

std::string to_markdown(const Report& report, std::size_t most = kMostMarkdown);

}  // namespace impasse::reports
