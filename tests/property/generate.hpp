// A random program for a seed: always the same, on every machine.
//
// A program has a theme: a few families of operations, so that those that it has meet. It is kept
// so small that plain depth-first search mostly ends within some 20,000 executions.
#pragma once

#include <cstdint>

#include "tests/property/program.hpp"

namespace impasse::property {

Program generate(std::uint64_t seed);
// The same with threads that are interchangeable.
Program generate_alike(std::uint64_t seed);

}  // namespace impasse::property
