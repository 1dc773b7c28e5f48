// The second engine: Relacy runs a program's threads and gives its atomics the C++ memory model.
//
// The program is a body that uses the primitives of harness/relacy/shadow, that is: a scenario whose file
// was built for this engine. Nothing here shows a macro or a type of Relacy. One search at a time in a
// process: Relacy has one context, and leaks some 500 KiB with each. It stops at the first execution that
// fails.
//
// The search runs every schedule (tree_search.hpp says what had to be changed for that). What it leaves
// out is said in the bound of its verdict:
// - older-stores=1: a load sees the newest store or the one before it, no older one. Operations that are
//   all seq_cst are sequentially consistent, and nothing is left out.
// - stale-reads=3: a thread that has seen older values three times in a row sees the newest then.
// - failed-exchanges=newest: a compare_exchange that fails sees the newest value, where C++ would let it see an older.
// - weak-failures=1: a compare_exchange_weak fails for no reason at most once for each atomic.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/core/finding.hpp"
#include "harness/core/result.hpp"
#include "harness/core/verdict.hpp"

namespace impasse::relacy {

struct Options {
    std::uint64_t max_executions = 50'000'000;
    double max_seconds = 0;                 // 0: no limit
    std::optional<unsigned> preemptions{};  // nothing: every schedule
    // All orders are seq_cst: what the fiber engine explores.
    bool sequentially_consistent = false;
    std::function<void(std::uint64_t executions, double seconds)> progress{};
};

struct Result {
    Verdict verdict = Verdict::Inconclusive;
    unsigned spurious_wakeups = 0;  // that the program allows a condition variable
    std::string bound;              // "preemptions=2, older-stores=1"; empty: none
    std::string reason;             // why it is inconclusive or an error
    std::uint64_t executions = 0;
    std::uint64_t steps = 0;  // in all executions
    bool stuck = false;       // the last execution: deadlocked, rather than cut off
    bool exhausted = false;
    std::optional<Finding> finding;  // of the verdict `found`
    Measures measures;
};

// At most so many threads, with the body's own. More end as an error.
inline constexpr unsigned kMaxThreads = 9;

Result search(const std::function<void()>& body, const Options& options);

}  // namespace impasse::relacy
