#include "harness/op/dependence.hpp"

#include "harness/op/lock.hpp"
#include "harness/op/simple.hpp"
#include "harness/op/verb.hpp"

namespace impasse::op {

bool dependent(const Access& a, const Access& b) {
    if (a.object != b.object || a.object == kNoObject) return false;  // nothing in common
    switch (family_of(a.verb)) {
        case Family::Lock:
            return lock_dependent(a.verb, b.verb);
        case Family::Atomic:
            return atomic_dependent(a.verb, b.verb);
        case Family::Latch:
            return latch_dependent(a.verb, b.verb);
        case Family::Condition:
            return condition_dependent(a.verb, b.verb);
        case Family::Completion:
            return false;  // two joins of one agent commute
        case Family::Worker:
        case Family::Notify:
        case Family::Channel:
        case Family::Task:
        case Family::Parker:
        case Family::Choice:
            return true;
    }
    return true;
}

bool dependent(const Step& a, const Step& b) {
    for (const Access& x : a)
        for (const Access& y : b)
            if (dependent(x, y)) return true;
    return false;
}

}  // namespace impasse::op
