// The sources that this binary was built from, as far as they are still there.
#pragma once

#include <string>

#include "harness/core/finding.hpp"
#include "harness/core/site.hpp"

namespace impasse {

// The text of a line, without the spaces around it; empty where it cannot be read. Each OS thread reads a
// file once.
std::string source_line(const Site& site);

// A line with two before and two behind it, moved to the left together. No lines where it cannot be read.
Excerpt excerpt_of(const Site& site);

}  // namespace impasse
