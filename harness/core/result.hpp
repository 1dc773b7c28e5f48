// The record of one scenario and parameter set: what was run, what was found, whether that was
// expected. This is what the JSON holds (design section 7) and what a report is made of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/verdict.hpp"

namespace impasse {

// What executions that came to their end have measured under that name: from this to that, and which values.
struct Measure {
    static constexpr std::size_t kMostValues = 64;  // more are not told one by one

    std::int64_t least = 0;
    std::int64_t most = 0;
    std::set<std::int64_t> values{};  // empty: more than that
};
using Measures = std::map<std::string, Measure>;

void widen(Measures& measures, const std::string& what, const Measure& by);
void widen(Measures& measures, const std::string& what, std::int64_t value);

struct ScenarioResult {
    std::string name;
    std::string about;
    std::string subject;  // a column of the matrix; empty: none
    std::string suite;
    Site source;  // where the scenario stands
    std::map<std::string, std::int64_t> params;
    std::string strategy;
    std::string engine = "fiber";
    std::string memory_model = "sc";
    std::string bound;                    // "preemptions=2"; empty: none
    std::optional<unsigned> preemptions;  // the same as a number
    std::optional<std::uint64_t> seed;    // where executions were drawn
    // Of executions that differ only in which of interchangeable agents is which, one was run.
    bool symmetry = false;
    unsigned spurious_wakeups = 0;  // that the program allows a condition variable
    Verdict verdict = Verdict::Inconclusive;
    std::string expected;  // as its author wrote it: "free", "cycle (left, right)"
    bool as_expected = false;
    std::string coverage;  // what a bound that was raised has come to, in a sentence; or empty
    std::string reason;    // why it is not as expected, inconclusive or an error; empty otherwise
    bool exhausted = false;
    std::uint64_t executions = 0;  // complete + deadlocked + redundant + abandoned
    std::uint64_t complete = 0;
    std::uint64_t deadlocked = 0;
    std::uint64_t redundant = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t steps = 0;
    double seconds = 0;
    std::vector<Finding> findings;
    std::vector<Finding> hazards;
    Measures measures;
};

// The process's exit code for these results (design section 6).
ExitCode exit_code_of(const std::vector<ScenarioResult>& results);

}  // namespace impasse
