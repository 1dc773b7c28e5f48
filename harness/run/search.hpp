// Explores (dpor) until an execution is what is looked for: for questions about a finding that is known.
// Nothing is kept of an execution.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "harness/core/scenario.hpp"
#include "harness/run/allowance.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::run {

struct SearchOptions {
    unsigned max_steps = 10'000;
    Allowance allowance;
    const Edit* edit = nullptr;
    std::span<const Move> beginning;  // only what comes behind it
    sched::Patience patience;
};

enum class Searched : unsigned char {
    Found,
    Nothing,       // all was run, and none is it
    Undecided,     // the limit or Ctrl-C came first, or an execution that was abandoned
    Inapplicable,  // the edit makes no program of it
};

struct SearchResult {
    Searched came_to = Searched::Undecided;
    std::uint64_t executions = 0;          // but for redundant ones
    std::optional<std::uint64_t> gave_up;  // a loop that the patience lacks: nothing is known then
    unsigned spurious_wakeups = 0;  // that the program allows, at most: what was run is within that
};

// Asked behind each execution that came to its end, or in which a loop was cut off that would go on now:
// then there is another one that goes on.
using Wanted = std::function<bool(const sched::Scheduler&, Ending)>;

SearchResult search(const sched::Body& body, SearchOptions options, const Wanted& wanted);
// The same with another strategy, as far as the patience goes.
SearchResult search(const sched::Body& body, Strategy& strategy, const SearchOptions& options,
                    const Wanted& wanted);

// Whether the execution shows a defect, of whichever kind.
bool shows_a_finding(const sched::Scheduler& scheduler);

}  // namespace impasse::run
