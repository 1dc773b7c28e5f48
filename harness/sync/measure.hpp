// A number that a scenario measures; its result tells the least and the most of it over all executions
// that came to their end.
//
// It must follow from what the program's steps have read (an atomic's value, a message): of executions
// that differ in nothing that a step can see one is run, and a number that tells them apart would be
// that one's. No step; costs nothing where it is not called.
#pragma once

#include <cstdint>

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

// `what` is a literal.
inline void measure(const char* what, std::int64_t value) {
    sched::Scheduler::current().measured(what, value);
}

}  // namespace impasse::sync
