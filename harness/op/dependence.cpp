#include "harness/op/dependence.hpp"

#include "harness/op/executor.hpp"
#include "harness/op/lock.hpp"
#include "harness/op/simple.hpp"
#include "harness/op/verb.hpp"

namespace impasse::op {

namespace {

// Two operations on one object.
bool rule(Verb a, Verb b) {
    const Family family = family_of(a);
    if (family != family_of(b)) return true;  // an object of two families: not known to commute
    switch (family) {
        case Family::Lock:
            return lock_dependent(a, b);
        case Family::Atomic:
            return atomic_dependent(a, b);
        case Family::Latch:
            return latch_dependent(a, b);
        case Family::Condition:
            return condition_dependent(a, b);
        case Family::Plain:
            return a == Verb::PlainWrite || b == Verb::PlainWrite;  // two reads commute
        case Family::Completion:
            return false;  // two joins of one agent commute
        case Family::Worker:
            return worker_dependent(a, b);
        case Family::Notify:
        case Family::Channel:
        case Family::Semaphore:
        case Family::Task:
        case Family::Parker:
        case Family::Choice:
            return true;
    }
    return true;
}

bool blocks(Verb verb) {
    switch (verb) {
        case Verb::Lock:
        case Verb::Claim:
        case Verb::ReadLock:
        case Verb::ReadLockRecursive:
        case Verb::UpgradableLock:
        case Verb::CondWake:
        case Verb::LatchWait:
        case Verb::Park:
        case Verb::Join:
        case Verb::Poll:
        case Verb::FireTimer:
        case Verb::WakeDeferred:
        case Verb::DropTasks:
        case Verb::JoinWorkers:
            return true;
        default:
            return false;
    }
}

Dependence tabulate() {
    Dependence table;
    static_assert(kVerbs <= 64, "a word has no bit for each verb");
    for (std::size_t i = 0; i < kVerbs; ++i) {
        const auto a = static_cast<Verb>(i);
        bool all = true;
        for (std::size_t j = 0; j < kVerbs; ++j) {
            const auto b = static_cast<Verb>(j);
            const bool depends = rule(a, b);
            if (depends) table.with[i] |= bit_of(b);
            all = all && (depends || family_of(a) != family_of(b));
        }
        if (all) table.orders_all |= bit_of(a);
        if (blocks(a)) table.may_block |= bit_of(a);
    }
    return table;
}

}  // namespace

const Dependence kDependence = tabulate();

}  // namespace impasse::op
