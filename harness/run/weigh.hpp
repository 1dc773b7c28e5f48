// What all executions together say of what one has shown: whether somebody who was still there brings a value
// in others, whether anybody else ever takes a lock.
#pragma once

#include "harness/run/explorer.hpp"

namespace impasse::run {

using Doers = sched::Scheduler::Doers;

void add(Doers& all, const Doers& more);

// Waiters at drop whose values were about to come become hazards; those that are left, however they differ,
// are one finding each. A guard across an await is told with who else takes its lock.
void weigh(KeptFindings& findings, KeptFindings& hazards, const Doers& doers);

}  // namespace impasse::run
