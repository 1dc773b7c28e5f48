#include "harness/op/lock.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/after.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

namespace {

const char* name_of(Mode mode) {
    switch (mode) {
        case Mode::Write:
            return "write";
        case Mode::Read:
            return "read";
        case Mode::Upgradable:
            return "upgradable";
    }
    return "";
}

const char* participle_of(Mode mode) {
    switch (mode) {
        case Mode::Write:
            return "written";
        case Mode::Read:
            return "read";
        case Mode::Upgradable:
            return "upgradably read";
    }
    return "";
}

}  // namespace

// A try can always happen, and so can CondWait's unlock and every release.
unsigned Lock::ways(const Access& access, AgentId) const {
    switch (access.verb) {
        case Verb::Lock:
        case Verb::Claim:
        case Verb::ReadLock:
        case Verb::ReadLockRecursive:
        case Verb::UpgradableLock:
            return allows(access);
        default:
            return 1;
    }
}

void Lock::blockers(const Access& access, AgentId, std::vector<Blocker>& out) const {
    holders_.in_the_way(access, [&](const Hold& hold, bool claims) {
        if (claims) return out.push_back({hold.agent, "waits to write", hold.where});
        std::string as = fmt::format("{} ({})", hold.guard, name_of(hold.mode));
        if (hold.across_await)
            as +=
                fmt::format(", kept across the await at {}", Site::of(hold.awaited_at).short_str());
        out.push_back({hold.agent, std::move(as), hold.where});
    });
}

std::string Lock::state() const {
    std::string text;
    for (const Hold& hold : holds())
        text += fmt::format("{}{} by {}", text.empty() ? "" : ", ", participle_of(hold.mode),
                            agent_name(hold.agent));
    if (text.empty()) text = "free";
    for (const Hold& claim : holders_.claims())
        text += fmt::format(", claimed by {}", agent_name(claim.agent));
    return text;
}

AgentId Lock::hand_on(unsigned number, AgentId agent, const void* stack) {
    for (Hold& hold : holds()) {
        if (hold.number != number) continue;
        hold.stack = stack;
        return std::exchange(hold.agent, agent);
    }
    return kNoAgent;
}

AgentId Lock::release(AgentId agent, Mode mode, unsigned number) {
    changed();
    const auto released = holders_.release(mode, [&](const Hold& hold) {
        return number ? hold.number == number : hold.agent == agent;
    });
    INVARIANT(released.has_value(), "a lock is released that nobody holds");
    return released->agent;
}

void Lock::downgrade(Mode to, const char* guard) {
    Hold* hold = holders_.strongest();
    INVARIANT(hold != nullptr, "a lock is downgraded that nobody holds so");
    changed();
    hold->mode = to;
    hold->guard = guard;
}

void Lock::restack(const void* from, const void* to) {
    for (Hold& hold : holds())
        if (hold.stack == from) hold.stack = to;
}

// Whether a try or a claim takes the lock follows from who holds it, so the accesses alone tell that.
After lock_after(const Access& access, std::span<const Past> past,
                 std::vector<std::size_t>& in_the_way) {
    struct Open {
        std::size_t place;
        AgentId agent;
        Mode mode;
    };
    Holders<Open> open;
    for (std::size_t i = 0; i < past.size(); ++i) {
        const Access& done = past[i].access;
        const auto as = [&](Mode mode) { return Open{i, past[i].agent, mode}; };
        const auto own = [&](const Open& one) { return one.agent == past[i].agent; };
        const auto claim = [&] {
            open.takes() ? open.hold(as(Mode::Write)) : open.claim(as(Mode::Write));
        };
        const LockArgument argument = LockArgument::in(done);
        switch (done.verb) {
            case Verb::Lock:
                open.hold(as(Mode::Write));
                break;
            case Verb::Claim:
                claim();
                break;
            case Verb::TryLock:
                if (!open.allows(done)) break;
                if (argument.upgrades) open.release(Mode::Upgradable, own);
                open.hold(as(argument.mode));
                break;
            case Verb::UpgradableLock:
                open.hold(as(Mode::Upgradable));
                break;
            case Verb::Upgrade:
                open.release(Mode::Upgradable, own);
                claim();
                break;
            case Verb::ReadLock:
            case Verb::ReadLockRecursive:
                open.hold(as(Mode::Read));
                break;
            case Verb::TryReadLock:
            case Verb::TryReadLockRecursive:
                if (open.allows(done)) open.hold(as(Mode::Read));
                break;
            case Verb::Unlock:
                open.release(argument.mode, own);
                break;
            case Verb::ReadUnlock:
                open.release(Mode::Read, own);
                break;
            case Verb::Downgrade:
                if (Open* one = open.strongest()) one->mode = argument.mode;
                break;
            default:
                break;
        }
    }
    if (open.allows(access)) return After::Enabled;
    open.in_the_way(access, [&](const Open& one, bool) { in_the_way.push_back(one.place); });
    return After::Held;
}

bool lock_dependent(Verb a, Verb b) {
    const auto reads = [](Verb v) {
        return v == Verb::ReadLock || v == Verb::TryReadLock || v == Verb::ReadUnlock;
    };
    const auto recursive = [](Verb v) {
        return v == Verb::ReadLockRecursive || v == Verb::TryReadLockRecursive;
    };
    const auto releases = [](Verb v) { return v == Verb::Unlock || v == Verb::ReadUnlock; };
    if (reads(a) && reads(b))
        return false;  // readers commute: none can enable, disable or see another
    if (recursive(a) && recursive(b))
        return false;  // they commute: what lets one in, a reader beside a claim, lets both in
    if ((recursive(a) && reads(b)) || (reads(a) && recursive(b)))
        return a == Verb::ReadUnlock ||
               b ==
                   Verb::ReadUnlock;  // a reader's end can shut others out; its coming lets in none
    if (releases(a) && releases(b))
        return false;  // two unlocks commute: neither can enable the other
    const auto upgradable = [](Verb v) { return v == Verb::UpgradableLock; };
    if ((upgradable(a) && (reads(b) || recursive(b))) ||
        (upgradable(b) && (reads(a) || recursive(a))))
        return false;  // an upgradable reader and plain ones do not see each other
    return true;
}

}  // namespace impasse::op
