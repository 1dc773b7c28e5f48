#include "harness/op/after.hpp"

#include "harness/op/verb.hpp"

namespace impasse::op {

After after(const Access& access, AgentId agent, std::span<const Past> past,
            std::vector<std::size_t>& holders) {
    switch (access.verb) {
        case Verb::Lock:
        case Verb::ReadLock:
            return lock_after(access, past, holders);
        case Verb::CondWake:
            return condition_after(agent, past);
        case Verb::LatchWait:
            return latch_after(access, past);
        case Verb::Park:
            return parker_after(past);
        case Verb::Join:
            return After::Missing;  // its agent's last step is the one that it would overtake
        default:
            return After::Enabled;
    }
}

bool only_seen(Verb verb) { return verb == Verb::Poll || verb == Verb::FireTimer; }

bool may_block(Verb verb) {
    switch (verb) {
        case Verb::Lock:
        case Verb::ReadLock:
        case Verb::CondWake:
        case Verb::LatchWait:
        case Verb::Park:
        case Verb::Join:
        case Verb::Poll:
        case Verb::FireTimer:
            return true;
        default:
            return false;
    }
}

bool orders_all(Verb verb) {
    switch (family_of(verb)) {
        case Family::Lock:
            return verb == Verb::Lock || verb == Verb::TryLock;
        case Family::Atomic:
            return verb == Verb::Store || verb == Verb::ReadModifyWrite;
        case Family::Latch:
        case Family::Completion:
        case Family::Choice:
            return false;
        case Family::Condition:
            return verb != Verb::CondWake;
        case Family::Worker:
        case Family::Notify:
        case Family::Channel:
        case Family::Task:
        case Family::Parker:
            return true;
    }
    return false;
}

}  // namespace impasse::op
