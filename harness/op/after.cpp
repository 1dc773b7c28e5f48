#include "harness/op/after.hpp"

#include "harness/op/dependence.hpp"
#include "harness/op/verb.hpp"

namespace impasse::op {

After after(const Access& access, AgentId agent, std::span<const Past> past,
            std::vector<std::size_t>& holders) {
    switch (access.verb) {
        case Verb::Lock:
        case Verb::Claim:
        case Verb::ReadLock:
        case Verb::ReadLockRecursive:
        case Verb::UpgradableLock:
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

bool only_seen(Verb verb) { return family_of(verb) == Family::Worker && may_block(verb); }

}  // namespace impasse::op
