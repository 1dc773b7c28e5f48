// Runs the executions of one strategy until one is what is looked for: for questions about a finding
// that is known. Nothing is kept of an execution.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/core/scenario.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::run {

struct SearchOptions {
    unsigned max_steps = 10'000;
    std::uint64_t limit = 10'000;  // executions
    const Edit* edit = nullptr;
};

enum class Searched : unsigned char {
    Found,
    Nothing,       // all was run, and none is it
    Undecided,     // the limit or Ctrl-C came first, or an execution that was abandoned
    Inapplicable,  // the edit makes no program of it
};

struct SearchResult {
    Searched came_to = Searched::Undecided;
    std::uint64_t executions = 0;
    unsigned spurious_wakeups = 0;  // that the program allows, at most: what was run is within that
};

// `wanted` is asked behind each execution that came to its end.
SearchResult search(const sched::Body& body, Strategy& strategy, const SearchOptions& options,
                    const std::function<bool(const sched::Scheduler&)>& wanted);

// Whether the execution shows a defect, of whichever kind.
bool shows_a_finding(const sched::Scheduler& scheduler);

}  // namespace impasse::run
