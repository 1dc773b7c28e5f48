// The last test of every gate: did all that was planned run, and would this harness have noticed a
// hang?
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/core/scenario.hpp"
#include "harness/run/commands.hpp"

namespace impasse::run {

// A whole file. Throws UsageError for what cannot be read.
std::string read_file(const std::filesystem::path& path);

struct Ran {
    std::vector<ScenarioResult> results;  // of files written after `built`
    std::vector<std::string> stale;       // files that an earlier build wrote
};

// Reads every .json in `folder`. Throws UsageError for one that is damaged.
Ran read_results(const std::filesystem::path& folder, std::filesystem::file_time_type built);

// A line for every planned scenario and parameter set without a result, and for every one whose
// result is not as expected. No scenario at all is a line, too.
std::vector<std::string> missing(const std::vector<Planned>& planned,
                                 const std::vector<ScenarioResult>& ran);

}  // namespace impasse::run
