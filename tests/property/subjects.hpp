// The strategies that the property test knows, by name.
#pragma once

#include <string>
#include <vector>

#include "tests/property/compare.hpp"

namespace impasse::property {

// Those with these names; without a name, all. Throws UsageError.
std::vector<Subject> subjects_of(const std::vector<std::string>& names);

// Dpor with --symmetry: for compare_orbits().
Subject by_orbit();

}  // namespace impasse::property
