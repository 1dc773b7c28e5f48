// Who holds a lock, who claims it, and what that lets others do: the rules of all locks, for
// whatever is to be kept of each holder. Shared by the lock itself and by lock_after().
#pragma once

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "harness/core/step.hpp"

namespace impasse::op {

// Write: nobody else. Upgradable: readers beside it, and nobody else; it can become a writer.
enum class Mode : unsigned char { Write, Read, Upgradable };

// What asks for a hold of that mode, and waits for it.
constexpr Verb blocking(Mode mode) {
    switch (mode) {
        case Mode::Write:
            return Verb::Lock;
        case Mode::Read:
            return Verb::ReadLock;
        case Mode::Upgradable:
            return Verb::UpgradableLock;
    }
    return Verb::Lock;
}

// Whom a writer keeps out while it waits.
enum class Preference : unsigned char {
    Readers,  // nobody: readers pass it
    Writers,  // new readers, from the moment it waits
    Claim,    // the same, but one writer at a time claims the lock; others wait for that, unseen
};

// Of an access to a lock, in its argument; a plain 0 is a writer's.
struct LockArgument {
    Mode mode = Mode::Write;
    bool alone = false;     // Claim, TryLock: under Preference::Claim
    bool upgrades = false;  // TryLock: by the upgradable reader

    static constexpr std::int32_t of(Mode mode, bool alone = false, bool upgrades = false) {
        return static_cast<std::int32_t>(mode) | (alone ? 4 : 0) | (upgrades ? 8 : 0);
    }
    static constexpr LockArgument in(const Access& access) {
        return {static_cast<Mode>(access.argument & 3), (access.argument & 4) != 0,
                (access.argument & 8) != 0};
    }
};

// `One` has an `AgentId agent` and a `Mode mode`. A writer is the only holder; under
// Preference::Claim a claim and an upgradable reader exclude each other.
template <class One>
class Holders {
  public:
    using List = boost::container::small_vector<One, 2>;

    const List& held() const { return held_; }
    List& held() { return held_; }
    const std::vector<One>& claims() const { return claims_; }
    bool free() const { return held_.empty(); }
    bool written() const { return !held_.empty() && held_.front().mode == Mode::Write; }
    bool has(Mode mode) const {
        return std::any_of(held_.begin(), held_.end(),
                           [&](const One& one) { return one.mode == mode; });
    }

    // Whether it can happen now; of a try: whether it succeeds, of a claim: see takes().
    bool allows(const Access& access) const {
        switch (access.verb) {
            case Verb::Lock:
                return free();
            case Verb::TryLock: {
                const LockArgument argument = LockArgument::in(access);
                if (argument.upgrades) return held_.size() == 1;
                if (argument.mode == Mode::Upgradable) return unclaimed();
                return free() && (!argument.alone || claims_.empty());
            }
            case Verb::Claim:
                return !LockArgument::in(access).alone || unclaimed();
            case Verb::UpgradableLock:
                return unclaimed();
            case Verb::ReadLock:
            case Verb::TryReadLock:
                return !written() && claims_.empty();
            case Verb::ReadLockRecursive:
            case Verb::TryReadLockRecursive:
                return !written() && (claims_.empty() || !free());
            default:
                return true;  // releases, and what a holder does
        }
    }
    // Whether a claim that is allowed has the lock at once.
    bool takes() const { return free(); }

    // Calls each(one, claims) for those without whom a blocked access could happen.
    template <class Each>
    void in_the_way(const Access& access, const Each& each) const {
        const bool all = access.verb == Verb::Lock;
        const bool writers =
            all || access.verb == Verb::Claim || access.verb == Verb::UpgradableLock;
        for (const One& one : held_)
            if (all || one.mode == Mode::Write || (writers && one.mode == Mode::Upgradable))
                each(one, false);
        if (all) return;  // behind its own claim, or where there are none
        for (const One& one : claims_) each(one, true);
    }

    // The claim of its agent, if any, has come to its end.
    void hold(const One& one) {
        if (!claims_.empty())
            std::erase_if(claims_, [&](const One& claim) { return claim.agent == one.agent; });
        held_.push_back(one);
    }
    void claim(const One& one) { claims_.push_back(one); }
    // Takes away the latest holder of that mode that `fits`, or else any of that mode.
    template <class Fits>
    std::optional<One> release(Mode mode, const Fits& fits) {
        const auto last = [&](const auto& is) {
            return std::find_if(held_.rbegin(), held_.rend(),
                                [&](const One& one) { return one.mode == mode && is(one); });
        };
        auto found = last(fits);
        if (found == held_.rend()) found = last([](const One&) { return true; });
        if (found == held_.rend()) return std::nullopt;
        const One one = *found;
        held_.erase(std::next(found).base());
        return one;
    }
    // The writer, or the upgradable reader, if there is one.
    One* strongest() {
        const auto found = std::find_if(held_.begin(), held_.end(),
                                        [](const One& one) { return one.mode != Mode::Read; });
        return found == held_.end() ? nullptr : &*found;
    }

  private:
    bool unclaimed() const { return claims_.empty() && !written() && !has(Mode::Upgradable); }

    List held_;
    std::vector<One> claims_;
};

}  // namespace impasse::op
