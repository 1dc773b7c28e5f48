// Runs a program under plain depth-first search and under other strategies, and compares all that
// came out. What is within a preemption bound is known from the search as well: of each trace it
// has seen the execution with the fewest.
//
// The search itself is checked first. Two executions that are of one trace so far must show the
// same situation (who can go, with which step, in how many ways), and at the end the same outcome.
// If they do not, a step has read or changed something that its accesses do not name, and every
// strategy that reduces by them is unsound. Memory: some 50 bytes a prefix that was seen.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/trace/canonical.hpp"
#include "tests/property/program.hpp"

namespace impasse::property {

// A strategy under test, and what it promises beyond the same results.
struct Subject {
    std::string name;
    std::function<std::unique_ptr<Strategy>()> make;
    bool once = false;     // no trace twice
    bool optimal = false;  // and no execution that is cut
    // Only the traces within this bound, and no more executions than there are. A depth-first
    // search also knows whether there are others.
    std::optional<unsigned> preemptions{};
};

// What one trace came to.
struct Outcome {
    Ending ending = Ending::Complete;
    std::string state;
    std::set<std::string> findings;  // fingerprints
    std::uint64_t execution = 0;     // the first one of this trace

    bool same_as(const Outcome& other) const {
        return ending == other.ending && state == other.state && findings == other.findings;
    }
    std::string str() const;
};

enum class Wrong : std::uint8_t {
    Nothing,
    Error,          // an invariant, or the strategy gave up
    TwoSituations,  // one trace so far, two situations: a hidden dependence
    TwoOutcomes,    // one trace, two outcomes: the same
    Traces,         // missed, or not in the search (within the bound)
    Outcomes,       // of one trace, in the two strategies
    Repeats,        // a trace twice, an execution cut or too many, where the strategy promises none
};
std::string_view to_string(Wrong wrong);

struct Comparison {
    Wrong wrong = Wrong::Nothing;
    std::string text;              // what is wrong, with both schedules where there are two
    bool discarded = false;        // the search did not come to its end
    std::uint64_t executions = 0;  // of the search
    std::uint64_t traces = 0;      // or orbits
    std::uint64_t renamed = 0;     // traces that are another one with agents renamed
    std::uint64_t stuck = 0;       // traces
    std::uint64_t tried = 0;       // executions of the subject
    bool found = false;            // a verdict of `found`
};

Comparison compare(const Program& program, const std::vector<Subject>& subjects,
                   std::uint64_t max_executions);

// The same for strategies that explore one of all traces that differ only in which of interchangeable
// agents is which: here those count as one.
Comparison compare_orbits(const Program& program, const std::vector<Subject>& subjects,
                          std::uint64_t max_executions);

}  // namespace impasse::property
