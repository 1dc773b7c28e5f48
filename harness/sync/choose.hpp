// A value that the program under test leaves open: every one of 0 .. n-1 is explored.
#pragma once

#include "harness/core/invariant.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

inline unsigned choose(unsigned n, Location where = Location::current(), Verb as = Verb::Choose) {
    INVARIANT(n >= 1 && n <= 65'535, "choose(n) takes 1 to 65,535");
    return sched::Scheduler::current().step({where, {kNoObject, as, static_cast<std::int32_t>(n)}});
}

}  // namespace impasse::sync
