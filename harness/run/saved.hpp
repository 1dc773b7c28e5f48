// An exploration that was left before its end: what it has shown so far, and what is left to explore.
// It is written to a file and gone on with, there or elsewhere, to the same totals.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/explore/frontier.hpp"
#include "harness/run/explorer.hpp"
#include "harness/sched/ids.hpp"

namespace impasse::run {

struct Saved {
    std::string scenario;
    std::map<std::string, std::int64_t> params;
    unsigned max_steps = 0;
    bool symmetry = false;
    Counts counts;
    double seconds = 0;
    KeptFindings findings;  // kind, fingerprint and count of each, and its schedule
    KeptFindings hazards;
    sched::Ids::Agents agents;
    sched::Ids::Objects objects;
    std::vector<explore::Frontier::Saved> tree;
};

// As explore(), but goes on from there, and tells what is left where something is (dpor).
ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress, const Saved* from,
                       std::optional<Saved>& left);

std::string to_json(const std::vector<Saved>& all);
// Throws UsageError for what is no frontier, or not a whole one. `path` is for its message.
std::vector<Saved> saved_from_json(const std::string& text, const std::string& path);

}  // namespace impasse::run
