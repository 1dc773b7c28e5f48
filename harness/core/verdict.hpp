// What is known of a scenario after exploring it, and the process's exit codes. Both are contracts
// (docs/verdicts.md).
#pragma once

#include <cstdint>
#include <string_view>

namespace impasse {

enum class Verdict : std::uint8_t {
    Free,          // every trace was explored and none hangs
    FreeWithin,    // the same, within a bound
    Found,         // at least one finding
    Inconclusive,  // a budget ran out
    Error,         // nondeterminism, a crash, a bug of ours
};

std::string_view to_string(Verdict verdict);

enum ExitCode : int {
    kAsExpected = 0,
    kDiffers = 1,
    kUsage = 2,
    kInconclusive = 3,
    kError = 4,
};

// The strongest of two outcomes: 4, then 1, then 3, then 0.
ExitCode stronger(ExitCode a, ExitCode b);

}  // namespace impasse
