// The second engine: Relacy runs a program's threads and gives its atomics the C++ memory model.
//
// Nothing here shows a macro or a type of Relacy. One exploration at a time in a process: Relacy
// has one context, and leaks some 50 KiB with each. It stops at the first execution that fails.
//
// The search runs every schedule (search.hpp says what had to be changed for that). What it leaves
// out:
// - A load sees the newest store or the one before it, no older one. Operations that are all seq_cst
//   are sequentially consistent, and nothing is left out; anything weaker is `free-within` at best,
//   with the bound "older-stores=1".
// - No spurious wakeups, as in the fiber engine where a program asks for none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/verdict.hpp"
#include "harness/relacy/event.hpp"

namespace impasse::relacy {

struct Options {
    std::uint64_t max_iterations = 50'000'000;
    std::optional<unsigned> preemptions{};  // nothing: Relacy's full search
};

struct Result {
    Verdict verdict = Verdict::Inconclusive;
    std::string bound;                // "preemptions=2", "older-stores=1"; empty: none
    std::optional<FindingKind> kind;  // of what was found; nothing: `stuck` tells (finding.hpp)
    std::string what;                 // why the search stopped; empty: it came to its end
    std::uint64_t iterations = 0;
    std::uint64_t steps = 0;  // in all iterations
    bool exhausted = false;
    std::string state;  // Relacy's text of the choices that lead to the failing execution
    // The failing execution, and where its threads stood when it ended.
    std::vector<Event> events;
    std::vector<Event> stuck;
};

}  // namespace impasse::relacy
