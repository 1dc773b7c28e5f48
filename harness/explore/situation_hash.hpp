// A hash of all that may happen next, to tell whether an execution goes as it went before: equal
// for equal sets of enabled agents with equal steps and ways. Cost: O(enabled agents).
#pragma once

#include <cstdint>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

std::uint64_t hash_of(const Situation& situation);

}  // namespace impasse::explore
