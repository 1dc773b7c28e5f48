// Counts agent switches: what the same program would have to do by hand.
//
// Of an execution: into each agent and back, up to its first announcement; each change of agent
// along the schedule; from the scheduler's own loop to the first agent, and back at the end. Not
// counted: futures with a stack of their own, and the tear-down of an execution that got stuck.
#pragma once

#include <cstdint>
#include <span>

#include "harness/bench/program.hpp"
#include "harness/core/strategy.hpp"

namespace impasse::bench {

struct Switches {
    std::uint64_t executions = 0;
    std::uint64_t switches = 0;  // in all of them
    unsigned agents = 0;         // the most that one had

    double per_execution() const {
        return static_cast<double>(switches) / static_cast<double>(executions);
    }
};

// Adds one execution.
void count(Switches& all, std::span<const Move> moves);
// Runs the whole search for it, by itself: nothing is counted while something is measured.
Switches switches_of(const Program& program, const run::ExploreOptions& options);

}  // namespace impasse::bench
