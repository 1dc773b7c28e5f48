// Who holds which lock, as what, since where; and which guards are alive at an await.
#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/op/lock.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

unsigned Scheduler::took(op::Lock& lock, op::Mode mode, const char* guard, const Location& where) {
    if (silent_) return 0;
    if (!running_->held.empty()) note_order(lock, mode, where);
    if (lock.id() >= doers_.locked.size()) doers_.locked.resize(lock.id() + 1);
    doers_.locked[lock.id()] |= bit(running_->id);
    running_->held.push_back(&lock);
    return lock.acquire({.agent = running_->id,
                         .stack = current_coroutine_,
                         .mode = mode,
                         .guard = guard,
                         .where = where});
}

void Scheduler::plain_access(const op::Object& object, bool writes, const Location& where) {
    if (silent_) return;
    const auto earlier = clocks_.access(object.id(), running_->id, writes, where);
    if (!earlier) return;
    trace::RaceView race{name_of(earlier->agent),
                         name_of(running_->id),
                         object.name().str(),
                         Site::of(earlier->where),
                         Site::of(where),
                         earlier->writes,
                         writes};
    // The same race whichever of the two came first.
    if (std::tie(race.other, race.other_at) < std::tie(race.one, race.one_at)) {
        std::swap(race.one, race.other);
        std::swap(race.one_at, race.other_at);
        std::swap(race.one_writes, race.other_writes);
    }
    if (!std::ranges::count(snapshot_.races, race)) snapshot_.races.push_back(std::move(race));
}

// By who has read and written it in all of the execution, which is the same for all of a trace.
void Scheduler::note_readers_pass(const op::Lock& lock) {
    AgentSet passed = 0;
    for (AgentSet rest = lock.writers(); rest; rest &= rest - 1) {
        const AgentSet writer = rest & -rest;
        if (std::popcount(lock.readers() & ~writer) >= 2) passed |= writer;
    }
    if (passed == 0) return;
    trace::PassedWriters& known = doers_.passed[lock.id()];
    const auto add = [this](AgentSet agents, std::map<AgentId, std::string>& names) {
        if (static_cast<std::size_t>(std::popcount(agents)) <= names.size() &&
            std::ranges::all_of(names, [&](const auto& one) { return agents & bit(one.first); }))
            return;
        for (; agents; agents &= agents - 1) {
            const auto agent = static_cast<AgentId>(std::countr_zero(agents));
            if (!names.contains(agent)) names[agent] = name_of(agent);
        }
    };
    if (known.object.empty()) known.object = lock.name().str();
    add(passed, known.writers);
    add(lock.readers(), known.readers);
}

void Scheduler::note_order(const op::Lock& lock, op::Mode mode, const Location& where) {
    for (const op::Lock* outer : running_->held)
        for (const op::Hold& hold : outer->holds()) {
            if (outer == &lock || hold.agent != running_->id) continue;
            const Nested nested{running_->id,
                                {outer->id(), outer->name(), hold.mode, hold.where},
                                {lock.id(), lock.name(), mode, where}};
            const auto same = [&](const Nested& known) {
                return known.agent == nested.agent && known.outer.lock == nested.outer.lock &&
                       known.inner.lock == nested.inner.lock &&
                       known.outer.mode == nested.outer.mode &&
                       known.inner.mode == nested.inner.mode;
            };
            if (std::any_of(nested_.begin(), nested_.end(), same)) continue;
            nested_.push_back(nested);
            for (const Nested& known : nested_) {
                if (!crosswise(known, nested)) continue;
                trace::LockOrder order{path_of(known), path_of(nested)};
                if (order.other < order.one) std::swap(order.one, order.other);
                if (orders_seen_.insert(order).second) snapshot_.lock_orders.push_back(order);
            }
        }
}

// Two readers do not keep each other out.
bool Scheduler::crosswise(const Nested& one, const Nested& other) {
    const auto exclude = [](const Nested::Taken& a, const Nested::Taken& b) {
        return a.lock == b.lock && (a.mode != op::Mode::Read || b.mode != op::Mode::Read);
    };
    return one.agent != other.agent && exclude(one.outer, other.inner) &&
           exclude(one.inner, other.outer);
}

trace::LockOrder::Path Scheduler::path_of(const Nested& nested) const {
    return {name_of(nested.agent), nested.outer.name.str(), nested.inner.name.str(),
            Site::of(nested.outer.where), Site::of(nested.inner.where)};
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
    std::vector<std::pair<op::Lock*, op::Hold>> to_let_go;
    for (op::Lock* lock : running_->held)
        for (op::Hold& hold : lock->holds()) {
            if (hold.agent != running_->id || hold.stack != current_coroutine_) continue;
            hold.across_await = true;
            hold.awaited_at = where;
            if (lets_go(hold, where)) to_let_go.emplace_back(lock, hold);
            const HeldKey key{hold.agent, lock->id(), Site::of(hold.where), Site::of(where)};
            if (!held_seen_.insert(key).second) continue;
            snapshot_.held.push_back({name_of(hold.agent), lock->name().str(), hold.guard,
                                      Site::of(hold.where), Site::of(where), lock->id(),
                                      hold.agent});
        }
    for (const auto& [lock, hold] : to_let_go) let_go_of(*lock, hold, where);
}

// --- the edit ReleaseAtAwait

bool Scheduler::lets_go(const op::Hold& hold, const Location& where) {
    return edited(EditKind::ReleaseAtAwait) && options_.edit->taken_at == Site::of(hold.where) &&
           options_.edit->awaited_at == Site::of(where);
}

// A step of its own, whatever the lock's unlocks are: who could tell is not known here.
void Scheduler::let_go_of(op::Lock& lock, const op::Hold& hold, const Location& where) {
    const Access unlock = hold.mode == op::Mode::Read
                              ? Access{lock.id(), Verb::ReadUnlock}
                              : Access{lock.id(), Verb::Unlock, op::LockArgument::of(hold.mode)};
    if (!step_quietly({where, unlock})) return;
    released(lock, hold.mode, hold.number);
    let_go_.push_back({&lock, hold.number, running_->id, hold.mode});
}

// A guard that does not know its number is its agent's, of that mode.
bool Scheduler::forget_let_go(const op::Lock& lock, op::Mode mode, unsigned hold) {
    if (hold == 0 && holds(lock, mode)) return false;
    const auto gone = std::find_if(let_go_.begin(), let_go_.end(), [&](const LetGo& one) {
        if (one.lock != &lock) return false;
        if (hold != 0) return one.hold == hold;
        return one.mode == mode && (one.agent == running_->id || agents_[one.agent]->dropping);
    });
    if (gone == let_go_.end()) return false;
    let_go_.erase(gone);
    return true;
}

void Scheduler::check_use(const op::Lock& lock, unsigned hold) {
    if (silent_) return;
    const bool gone = std::any_of(let_go_.begin(), let_go_.end(), [&](const LetGo& one) {
        return one.lock == &lock && one.hold == hold;
    });
    if (!gone) return;
    inapplicable_ = true;
    end_here();
}

}  // namespace impasse::sched
