// Asks a question in a process of its own, which may crash without harm to this one.
#pragma once

#include <functional>
#include <optional>

#include "harness/run/search.hpp"

namespace impasse::run {

// Nothing: the process died. Call it while this process has one thread. Costs about a millisecond.
std::optional<SearchResult> apart(const std::function<SearchResult()>& question);

}  // namespace impasse::run
