#include "harness/op/permits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

void Permits::blockers(const Access&, AgentId agent, std::vector<Blocker>& out) const {
    const auto mine = std::find_if(queue_.begin(), queue_.end(),
                                   [&](const Waiter* waiter) { return waiter->agent == agent; });
    if (mine != queue_.end() && mine != queue_.begin()) {
        const Waiter& ahead = **std::prev(mine);
        out.push_back({ahead.agent, "being served before it", ahead.where});
        return;
    }
    for (const Hold& hold : holds_)
        out.push_back({hold.agent,
                       hold.taken
                           ? std::string(hold.as)
                           : fmt::format("{} (assigned to it; it has not run since)", hold.as),
                       hold.where});
    if (mine != queue_.end() && server_.agent != kNoAgent) out.push_back(server_);
}

std::string Permits::state() const {
    std::string text = shown_ + (closed_ ? "closed, " : "");
    text += idle() ? "free" : fmt::format("{} of {} free", free_, total_);
    for (const Hold& hold : holds_)
        text +=
            fmt::format(", {} {}", hold.taken ? hold.as : "assigned to", agent_name(hold.agent));
    if (!queue_.empty()) text += fmt::format(", {} waiting", queue_.size());
    return text;
}

unsigned Permits::hold(AgentId agent, unsigned count, const char* as, const Location& where,
                       bool taken) {
    holds_.push_back({++held_, agent, count, as, where, taken});
    return held_;
}

Permits::Hold* Permits::find(unsigned number) {
    const auto found = std::find_if(holds_.begin(), holds_.end(),
                                    [&](const Hold& hold) { return hold.number == number; });
    return found == holds_.end() ? nullptr : &*found;
}

Permits::Polled Permits::poll(Waiter& waiter) {
    if (closed_) return Polled::Closed;  // even one that has all
    if (waiter.hold != 0) {
        Hold* const mine = find(waiter.hold);
        mine->taken = true;
        mine->agent = waiter.agent;
        waiter.queued = false;
        return Polled::Acquired;
    }
    if (!waiter.queued) {
        const unsigned got = std::min(free_, waiter.wanted);
        free_ -= got;
        waiter.missing = waiter.wanted - got;
        if (waiter.missing == 0) {
            waiter.hold = hold(waiter.agent, waiter.wanted, waiter.as, waiter.where, true);
            return Polled::Acquired;
        }
        waiter.queued = true;
        queue_.push_back(&waiter);
    }
    INVARIANT(free_ == 0, "permits are left while somebody waits");
    return Polled::Pending;
}

std::vector<Permits::Waiter*> Permits::drop(Waiter& waiter) {
    INVARIANT(waiter.queued, "a waiter is dropped that does not wait");
    waiter.queued = false;
    std::erase(queue_, &waiter);
    const unsigned got = waiter.wanted - waiter.missing;
    if (waiter.hold != 0) forget(std::exchange(waiter.hold, 0));
    return add(got);
}

unsigned Permits::try_acquire(AgentId agent, unsigned count, const char* as,
                              const Location& where) {
    if (closed_ || free_ < count) return 0;
    free_ -= count;
    return hold(agent, count, as, where, true);
}

std::vector<Permits::Waiter*> Permits::add(unsigned count) {
    std::vector<Waiter*> served;
    while (count > 0 && !queue_.empty()) {
        Waiter& first = *queue_.front();
        const unsigned given = std::min(count, first.missing);
        count -= given;
        first.missing -= given;
        if (first.missing > 0) break;
        queue_.pop_front();
        first.hold = hold(first.agent, first.wanted, first.as, first.where, false);
        served.push_back(&first);
    }
    free_ += count;
    return served;
}

void Permits::forget(unsigned number) {
    std::erase_if(holds_, [&](const Hold& hold) { return hold.number == number; });
}

void Permits::hand_on(unsigned number, AgentId agent) {
    if (Hold* const hold = find(number)) hold->agent = agent;
}

void Permits::shrink(unsigned number, unsigned count, const char* as) {
    if (Hold* const hold = find(number)) {
        hold->count = count;
        hold->as = as;
    }
}

std::vector<Permits::Waiter*> Permits::close() {
    closed_ = true;
    std::vector<Waiter*> waiters(queue_.begin(), queue_.end());
    queue_.clear();
    return waiters;
}

}  // namespace impasse::op
