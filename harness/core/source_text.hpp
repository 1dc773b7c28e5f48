// The sources that this binary was built from, as far as they are still there.
#pragma once

#include <string>

#include "harness/core/site.hpp"

namespace impasse {

// The text of a line, without the spaces around it; empty where it cannot be read. Each OS thread reads a
// file once.
const std::string& source_line(const Site& site);

}  // namespace impasse
