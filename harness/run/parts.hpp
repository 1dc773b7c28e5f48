// A frontier in parts, for several machines, and what these bring back as one frontier: it comes to
// the totals of a run that was never cut (docs/design/0002-dpor.md).
#pragma once

#include <string>
#include <vector>

#include "harness/run/saved.hpp"

namespace impasse::run {

// A frontier's file: what is left of one or more scenarios.
using SavedFile = std::vector<Saved>;

// Throws UsageError where nothing is left, nothing was begun, or the file is a part itself.
std::vector<SavedFile> split(const SavedFile& frontier, unsigned parts);

// Of all parts of one split, in any order, explored or not. Throws UsageError for anything else.
SavedFile join(const std::vector<SavedFile>& parts);

}  // namespace impasse::run
