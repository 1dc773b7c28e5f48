// A value that the program under test leaves open: every one of 0 .. n-1 is explored.
#pragma once

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

inline unsigned choose(unsigned n, Location where = Location::current(), Verb = Verb::Choose) {
    return relacy::choose(n, where);
}

}  // namespace impasse::sync
