// Results as JSON, the contract `impasse-results/1` (reports/results.schema.json), and back.
//
// Bytes that are not UTF-8 are replaced by U+FFFD. The order of the fields is fixed, so equal
// results give equal text.
#pragma once

#include <string>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

inline constexpr const char* kResultsSchema = "impasse-results/1";

std::string to_json(const std::vector<ScenarioResult>& scenarios);

// Throws UsageError with one line that names `source_name` for text that is truncated, is not JSON,
// has another schema, lacks a field or has one of the wrong type. Fields that it does not know are
// skipped; those that the contract calls extras may be absent.
std::vector<ScenarioResult> from_json(const std::string& text, const std::string& source_name);

}  // namespace impasse::reports
