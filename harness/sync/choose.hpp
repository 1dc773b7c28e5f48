// A value that the program under test leaves open: every one of 0 .. n-1 is explored.
#pragma once

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

inline unsigned choose(unsigned n, Location where = Location::current(), Verb as = Verb::Choose) {
    return sched::Scheduler::current().step({where, {kNoObject, as, static_cast<std::int32_t>(n)}});
}

}  // namespace impasse::sync
