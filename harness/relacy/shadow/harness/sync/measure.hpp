// A number that a scenario measures, under Relacy.
#pragma once

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

inline void measure(const char* what, std::int64_t value) { relacy::measured(what, value); }

}  // namespace impasse::sync
