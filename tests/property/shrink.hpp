// Makes a program smaller while something stays true of it: one change at a time, until none is
// left that keeps it.
#pragma once

#include <functional>

#include "tests/property/program.hpp"

namespace impasse::property {

Program shrink(Program program, const std::function<bool(const Program&)>& still);

}  // namespace impasse::property
