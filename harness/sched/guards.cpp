// Who holds which lock, as what, since where; and which guards are alive at an await.
#include <algorithm>

#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

unsigned Scheduler::took(op::Lock& lock, op::Mode mode, const char* guard, const Location& where) {
    if (silent_) return 0;
    running_->held.push_back(&lock);
    return lock.acquire({.agent = running_->id,
                         .stack = current_coroutine_,
                         .mode = mode,
                         .guard = guard,
                         .where = where});
}

void Scheduler::claims(op::Lock& lock, const Location& where) {
    if (!silent_) lock.claim({.agent = running_->id, .where = where});
}

void Scheduler::hand_on(op::Lock& lock, unsigned hold) {
    if (silent_) return;
    const AgentId before = lock.hand_on(hold, running_->id, current_coroutine_);
    if (before == running_->id || before == kNoAgent) return;
    forget_held(before, lock);
    running_->held.push_back(&lock);
}

void Scheduler::forget_held(AgentId holder, const op::Lock& lock) {
    auto& held = agents_[holder]->held;
    const auto entry = std::find(held.rbegin(), held.rend(), &lock);
    if (entry != held.rend()) held.erase(std::next(entry).base());
}

// Whose hold the running agent releases: its own, or that of a task that it is dropping.
AgentId Scheduler::holder_of(const op::Lock& lock, op::Mode mode) const {
    AgentId dropped = kNoAgent;
    for (const op::Hold& hold : lock.holds()) {
        if (hold.mode != mode) continue;
        if (hold.agent == running_->id) return hold.agent;
        if (agents_[hold.agent]->dropping) dropped = hold.agent;
    }
    return dropped;
}

bool Scheduler::holds(const op::Lock& lock, op::Mode mode) const {
    return holder_of(lock, mode) != kNoAgent;
}

void Scheduler::released(op::Lock& lock, op::Mode mode, unsigned hold) {
    const AgentId holder = hold == 0 ? holder_of(lock, mode) : kNoAgent;
    const AgentId agent = holder == kNoAgent ? running_->id : holder;
    forget_held(lock.release(agent, mode, hold), lock);
}

void Scheduler::await_begins(const Location& where) {
    for (op::Lock* lock : running_->held)
        for (op::Hold& hold : lock->holds()) {
            if (hold.agent != running_->id || hold.stack != current_coroutine_) continue;
            hold.across_await = true;
            hold.awaited_at = where;
            const HeldKey key{hold.agent, lock->id(), Site::of(hold.where), Site::of(where)};
            if (!held_seen_.insert(key).second) continue;
            snapshot_.held.push_back({name_of(hold.agent), lock->name().str(), hold.guard,
                                      Site::of(hold.where), Site::of(where)});
        }
}

}  // namespace impasse::sched
