// An exploration that was left before its end: what it has shown so far, and what is left to explore.
// It is written to a file and gone on with, there or elsewhere, to the same totals.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/explore/split.hpp"
#include "harness/run/explorer.hpp"
#include "harness/sched/ids.hpp"

namespace impasse::run {

struct Shown {
    Counts counts;
    double seconds = 0;
    bool aborted = false;           // an execution ended in an abort of the program
    unsigned spurious_wakeups = 0;  // that the program allows a condition variable
    KeptFindings findings;          // kind, fingerprint and count of each, and its schedule
    KeptFindings hazards;
    Measures measures;
    sched::Scheduler::Doers doers;

    Shown& operator+=(const Shown& other);
};

inline constexpr unsigned kMaxParts = 1000;
inline constexpr ObjectId kMaxObjects = 1 << 24;  // ids are dense

// One of several files that a frontier was split into.
struct Part {
    unsigned number = 1;  // from 1
    unsigned of = 1;
    std::string split;  // the same in all parts of one split, and in no others
    Shown before;  // by the exploration that was split; the part has only what it has shown itself
};

struct Saved {
    std::string scenario;
    std::map<std::string, std::int64_t> params;
    unsigned max_steps = 0;
    std::string program;  // see program_of()
    bool symmetry = false;
    sched::Patience patience;
    Shown shown;
    sched::Ids::Agents agents;
    sched::Ids::Objects objects;
    explore::Tree tree;
    std::optional<Part> part;
    explore::Claims claims;  // of a part
};

// Tells two versions of a scenario's program from each other, by what one execution does where.
std::string program_of(const Scenario& scenario, const Params& params, unsigned max_steps);

// As explore(), but goes on from there, and tells what is left where something is (dpor).
ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress, const Saved* from,
                       std::optional<Saved>& left);

std::string to_json(const std::vector<Saved>& all);
// Throws UsageError for what is no frontier, or not a whole one. `path` is for its message.
std::vector<Saved> saved_from_json(const std::string& text, const std::string& path);

}  // namespace impasse::run
