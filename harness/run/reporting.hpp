// Reports of results, and results beside earlier ones.
#pragma once

#include <cstdio>
#include <string>

#include "reports/report.hpp"

namespace impasse::run {

// Results of earlier, by the name of their file. Throws UsageError.
reports::Report::Base base_from(const std::string& path);

// What has changed since the report's base, in a sentence.
std::string since_base(const reports::Report& report);

// All formats into a folder, each file whole or not at all, and says on `out` where. The scenarios are put into the
// order of their names: runs of parts that are merged give the report of one run.
void write_report(reports::Report& report, const std::string& folder, std::FILE* out);

}  // namespace impasse::run
