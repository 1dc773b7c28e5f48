#include "harness/op/lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/after.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

unsigned Lock::ways(const Access& access, AgentId) const {
    switch (access.verb) {
        case Verb::Lock:
            return free();
        case Verb::ReadLock:
            return !written();
        // CondWait's unlock, try_lock and every release can always happen.
        default:
            return 1;
    }
}

void Lock::blockers(const Access& access, AgentId, std::vector<Blocker>& out) const {
    const bool exclusive = access.verb == Verb::Lock;
    for (const Hold& hold : holds_) {
        if (!exclusive && !hold.exclusive) continue;
        std::string as = fmt::format("{} ({})", hold.guard, hold.exclusive ? "write" : "read");
        if (hold.across_await)
            as +=
                fmt::format(", kept across the await at {}", Site::of(hold.awaited_at).short_str());
        out.push_back({hold.agent, std::move(as), hold.where});
    }
}

std::string Lock::state() const {
    if (holds_.empty()) return "free";
    std::string text;
    for (const Hold& hold : holds_)
        text += fmt::format("{}{} by {}", text.empty() ? "" : ", ",
                            hold.exclusive ? "written" : "read", agent_name(hold.agent));
    return text;
}

AgentId Lock::hand_on(unsigned number, AgentId agent, const void* stack) {
    for (Hold& hold : holds_) {
        if (hold.number != number) continue;
        hold.stack = stack;
        return std::exchange(hold.agent, agent);
    }
    return kNoAgent;
}

AgentId Lock::release(AgentId agent, bool exclusive, unsigned number) {
    const auto last = [&](auto fits) { return std::find_if(holds_.rbegin(), holds_.rend(), fits); };
    auto hold = last([&](const Hold& h) {
        return number ? h.number == number : h.agent == agent && h.exclusive == exclusive;
    });
    if (hold == holds_.rend()) hold = last([&](const Hold& h) { return h.exclusive == exclusive; });
    INVARIANT(hold != holds_.rend(), "a lock is released that nobody holds");
    const AgentId holder = hold->agent;
    holds_.erase(std::next(hold).base());
    return holder;
}

void Lock::restack(const void* from, const void* to) {
    for (Hold& hold : holds_)
        if (hold.stack == from) hold.stack = to;
}

void Lock::downgrade(const char* guard) {
    INVARIANT(written(), "a lock is downgraded that nobody has written");
    holds_.front().exclusive = false;
    holds_.front().guard = guard;
}

// A try_* takes the lock exactly when it is free for it, so the accesses alone tell who holds it.
After lock_after(const Access& access, std::span<const Past> past,
                 std::vector<std::size_t>& holders) {
    struct Open {
        std::size_t place;
        AgentId agent;
        bool exclusive;
    };
    boost::container::small_vector<Open, 8> open;
    const auto written = [&] { return !open.empty() && open.front().exclusive; };
    const auto release = [&](AgentId agent, bool exclusive) {
        const auto last = [&](auto fits) {
            const auto found = std::find_if(open.rbegin(), open.rend(), fits);
            if (found == open.rend()) return false;
            open.erase(std::next(found).base());
            return true;
        };
        if (!last([&](const Open& o) { return o.agent == agent && o.exclusive == exclusive; }))
            last([&](const Open& o) { return o.exclusive == exclusive; });
    };
    for (std::size_t i = 0; i < past.size(); ++i) {
        const AgentId agent = past[i].agent;
        switch (past[i].access.verb) {
            case Verb::Lock:
                open.push_back({i, agent, true});
                break;
            case Verb::TryLock:
                if (open.empty()) open.push_back({i, agent, true});
                break;
            case Verb::ReadLock:
                open.push_back({i, agent, false});
                break;
            case Verb::TryReadLock:
                if (!written()) open.push_back({i, agent, false});
                break;
            case Verb::Unlock:
                release(agent, true);
                break;
            case Verb::ReadUnlock:
                release(agent, false);
                break;
            case Verb::Downgrade:
                if (written()) open.front().exclusive = false;
                break;
            default:
                break;
        }
    }
    if (access.verb == Verb::Lock ? open.empty() : !written()) return After::Enabled;
    for (const Open& hold : open) holders.push_back(hold.place);
    return After::Held;
}

bool lock_dependent(Verb a, Verb b) {
    const auto shared = [](Verb v) {
        return v == Verb::ReadLock || v == Verb::TryReadLock || v == Verb::ReadUnlock;
    };
    const auto releases = [](Verb v) { return v == Verb::Unlock || v == Verb::ReadUnlock; };
    if (shared(a) && shared(b))
        return false;  // readers commute: none can enable, disable or see another
    if (releases(a) && releases(b))
        return false;  // two unlocks commute: neither can enable the other
    return true;
}

}  // namespace impasse::op
