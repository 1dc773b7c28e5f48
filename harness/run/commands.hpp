// What each command of the command line does, once its words were read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/scenario.hpp"
#include "harness/run/explore.hpp"
#include "harness/run/second_engine.hpp"

namespace impasse::run {

struct ListCommand {
    bool json = false;
    std::string engine = "fiber";
};

struct ExploreCommand {
    std::string command;  // as it was typed, for the report
    std::vector<std::string> patterns;
    std::vector<std::string> settings;  // "key=value"
    std::string engine = "fiber";
    std::string memory_model;  // of the second engine: empty: "c++"
    std::string json;
    std::string report;
    std::string base;    // earlier results, to compare with
    std::string resume;  // a frontier to go on from; what is left is written there
    std::string progress = "auto";
    ExploreOptions options;
};

struct ReplayCommand {
    std::string schedule;
    bool trace = false;
    unsigned until = 0;
    unsigned break_at = 0;  // the step at which a debugger is to stop; 0: none
};

struct ExplainCommand {
    std::string schedule;
    std::string svg;  // before the pictures' names; empty: none
};

struct ReportCommand {
    std::vector<std::string> results;
    std::string out;
    std::string base;  // earlier results, to compare with
};

struct CompareCommand {
    std::string base;
    std::string head;
};

struct SplitCommand {
    std::string frontier;
    unsigned parts = 2;
    std::string out;  // before the parts' numbers; empty: the frontier's name, without .json
};

struct JoinCommand {
    std::vector<std::string> parts;
    std::string out;
};

int run_list(const Registry& registry, const ListCommand& command);
int run_explore(const Registry& registry, ExploreCommand& command);
int run_replay(const Registry& registry, const ReplayCommand& command);
int run_explain(const Registry& registry, const ExplainCommand& command);
int run_report(const ReportCommand& command);
int run_compare(const CompareCommand& command);
int run_split(const SplitCommand& command);
int run_join(const JoinCommand& command);

// What a schedule is of. Throws UsageError where there is no such scenario.
struct Scheduled {
    const Scenario* scenario;
    Params params;
    std::vector<Move> moves;
};
Scheduled scheduled(const Registry& registry, const std::string& schedule_or_file);

// One scenario with one parameter set.
struct Planned {
    const Scenario* scenario;
    Params params;
};

// What a selection runs: every parameter set of every scenario, or the one that the settings give.
// Throws UsageError for a setting that no selected scenario has. `second`: of those that the second engine
// has, and in the parameter sets that are declared for it; throws where there are none.
std::vector<Planned> plan(const Registry& registry, const std::vector<std::string>& patterns,
                          const std::vector<std::string>& settings,
                          const SecondEngine* second = nullptr);

}  // namespace impasse::run
