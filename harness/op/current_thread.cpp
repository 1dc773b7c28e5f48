#include "harness/op/current_thread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

CurrentThread::CurrentThread(Name name, const Intervals& intervals)
    : Executor(name), intervals_(intervals) {
    if (intervals_.inject == 0) intervals_.inject = 31;
}

unsigned CurrentThread::ways(const Access& access, AgentId agent) const {
    switch (access.verb) {
        case Verb::Poll:
            return (next() & bit(agent)) != 0;
        // The driver does both between polls, on the worker's own thread.
        case Verb::FireTimer:
            return may_park() ? static_cast<unsigned>(timers_.size()) : 0;
        case Verb::WakeDeferred:
            return may_park() && !deferred_.empty();
        default:
            return 1;
    }
}

void CurrentThread::ahead_of(AgentId agent, std::vector<Blocker>& out) const {
    if (slot_ != kNoAgent && slot_ != agent) out.push_back({slot_, "being polled", polled_at_});
}

std::string CurrentThread::state() const {
    std::string text = slot_ == kNoAgent ? "idle" : "polls " + agent_name(slot_);
    const auto list = [&](const char* what, const auto& agents) {
        if (agents.empty()) return;
        text += fmt::format(", {}:", what);
        for (const AgentId agent : agents) text += " " + agent_name(agent);
    };
    list("queue", local_);
    list("injected", inject_);
    list("deferred", deferred_);
    return text;
}

void CurrentThread::enter(AgentId main) {
    INVARIANT(!driven(), "two threads drive one worker");
    main_ = main;
    main_woken_ = true;  // Handle::waker_ref: the main future is polled at least once
    polls_left_ = 0;
    idle_ = false;
    deferred_.clear();  // each block_on has a list of its own (take_core)
}

void CurrentThread::leave() {
    if (slot_ == main_) slot_ = kNoAgent;
    main_ = kNoAgent;
}

AgentId CurrentThread::front() const {
    const bool inject_first = (tick_ + 1) % intervals_.inject == 0;
    const auto& first = inject_first ? inject_ : local_;
    const auto& second = inject_first ? local_ : inject_;
    if (!first.empty()) return first.front();
    return second.empty() ? kNoAgent : second.front();
}

// The round goes on: main is not looked at.
AgentId CurrentThread::first_of_round() const { return polls_left_ > 0 ? front() : kNoAgent; }

// The round is over, by its length or because no task was left, and nothing is deferred: main is
// looked at, then the queues.
AgentId CurrentThread::first_when_parked() const {
    if (!deferred_.empty()) return kNoAgent;
    return main_woken_ ? main_ : front();
}

// Whether it may be where timers are fired and deferred wakers woken.
bool CurrentThread::may_park() const {
    if (!driven() || closed_ || slot_ != kNoAgent) return false;
    return intervals_.any_order || idle_ || first_of_round() == kNoAgent;
}

// Who may be polled next: one agent, or two where the original leaves it open.
AgentSet CurrentThread::next() const {
    if (!driven() || closed_ || slot_ != kNoAgent) return 0;
    if (intervals_.any_order) return scheduled_ | (main_woken_ ? bit(main_) : 0);
    const auto only = [](AgentId agent) { return agent == kNoAgent ? 0 : bit(agent); };
    const AgentId task = first_of_round();
    if (task == kNoAgent) return only(first_when_parked());
    return only(task) | (idle_ ? only(first_when_parked()) : 0);
}

void CurrentThread::take(AgentId agent, unsigned, const Location& where) {
    const bool parked =
        agent == (idle_ || first_of_round() == kNoAgent ? first_when_parked() : kNoAgent);
    if (parked) {
        if (polls_left_ > 0) ++tick_;  // it looked for a task, found none and parked
        polls_left_ = intervals_.event;
    }
    if (agent == main_) {
        main_woken_ = false;
    } else {
        const auto pop = [&](std::deque<AgentId>& queue) {
            const auto at = std::find(queue.begin(), queue.end(), agent);
            if (at == queue.end()) return false;
            INVARIANT(at == queue.begin() || intervals_.any_order,
                      "a task is polled that is not in front");
            queue.erase(at);
            return true;
        };
        const bool found = pop(local_) || pop(inject_);
        INVARIANT(found, "a task is polled that is in no queue");
        ++tick_;
        if (polls_left_ > 0) --polls_left_;
        scheduled_ &= ~bit(agent);
    }
    slot_ = agent;
    budget_ = intervals_.budget;
    polled_at_ = where;
    idle_ = false;
}

void CurrentThread::release(AgentId) {
    const AgentId agent = std::exchange(slot_, kNoAgent);
    // A task that was woken while it was polled goes to the back of the queue now (task/harness.rs:
    // poll_inner).
    if (agent != main_ && (scheduled_ & bit(agent))) local_.push_back(agent);
    idle_ = first_of_round() == kNoAgent;
}

void CurrentThread::schedule(AgentId agent, AgentId by) {
    if (agent == main_) {
        main_woken_ = true;
        return;
    }
    if ((scheduled_ | over_) & bit(agent)) return;
    scheduled_ |= bit(agent);
    if (agent != slot_) (worker_of(by) == kNoWorker ? inject_ : local_).push_back(agent);
}

WorkerId CurrentThread::worker_of(AgentId agent) const {
    return agent == main_ || agent == slot_ ? 0 : kNoWorker;
}

bool CurrentThread::ready(AgentId agent) const {
    const bool woken = agent == main_ ? main_woken_ : Executor::ready(agent);
    return woken || std::find(deferred_.begin(), deferred_.end(), agent) != deferred_.end();
}

void CurrentThread::forget(AgentId agent) {
    Executor::forget(agent);
    std::erase(local_, agent);
    std::erase(inject_, agent);
}

void CurrentThread::defer(AgentId agent, WorkerId) { deferred_.push_back(agent); }

void CurrentThread::begin_wake_deferred(WorkerId, AgentId by) {
    slot_ = by;
    deferred_.clear();
}

void CurrentThread::end_wake_deferred(WorkerId) {
    slot_ = kNoAgent;
    if (polls_left_ > 0) ++tick_;  // it looked for a task, found none and parked
    polls_left_ = 0;
    idle_ = false;
}

Executor::Fired CurrentThread::begin_fire(unsigned way, AgentId by) {
    slot_ = by;
    return {take_timer(way).id, 0};
}

void CurrentThread::end_fire(WorkerId worker) { end_wake_deferred(worker); }

}  // namespace impasse::op
