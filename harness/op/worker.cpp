#include "harness/op/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

unsigned Worker::ways(const Access& access, AgentId agent) const {
    switch (access.verb) {
        case Verb::Poll:
            return (next() & bit(agent)) != 0;
        // The driver fires timers between polls, on the worker's own thread (runtime/time:
        // park_internal).
        case Verb::FireTimer:
            return driven() && slot_ == kNoAgent && (idle_ || polls_left_ == 0)
                       ? static_cast<unsigned>(timers_.size())
                       : 0;
        default:
            return 1;
    }
}

void Worker::blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const {
    if (access.verb != Verb::Poll || slot_ == kNoAgent || slot_ == agent) return;
    const bool sleeps = std::any_of(timers_.begin(), timers_.end(),
                                    [&](const Timer& timer) { return timer.agent == agent; });
    if (ready(agent) || sleeps) out.push_back({slot_, "being polled", polled_at_});
}

std::string Worker::state() const {
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

void Worker::enter(AgentId main) {
    INVARIANT(!driven(), "block_on inside of block_on of the same runtime");
    main_ = main;
    main_woken_ = true;  // Handle::waker_ref: the main future is polled at least once
    polls_left_ = 0;
    idle_ = false;
    deferred_.clear();  // each block_on has a list of its own (scheduler/current_thread: take_core)
}

void Worker::leave() {
    if (slot_ == main_) slot_ = kNoAgent;
    main_ = kNoAgent;
}

AgentId Worker::front(const std::deque<AgentId>& local) const {
    const bool inject_first = (tick_ + 1) % kInjectInterval == 0;
    const auto& first = inject_first ? inject_ : local;
    const auto& second = inject_first ? local : inject_;
    if (!first.empty()) return first.front();
    return second.empty() ? kNoAgent : second.front();
}

// The round goes on: main is not looked at.
AgentId Worker::first_of_round() const { return polls_left_ > 0 ? front(local_) : kNoAgent; }

// The round is over, by its length or because no task was left: deferred wakers are woken, then main is
// looked at, then the queues.
AgentId Worker::first_when_parked() const {
    std::deque<AgentId> local = local_;
    bool main = main_woken_;
    for (auto agent = deferred_.rbegin(); agent != deferred_.rend(); ++agent) {
        if (*agent == main_) {
            main = true;
        } else if (!((scheduled_ | over_) & bit(*agent))) {
            local.push_back(*agent);
        }
    }
    return main ? main_ : front(local);
}

// Who may be polled next: one agent, or two where the original leaves it open.
AgentSet Worker::next() const {
    if (!driven() || slot_ != kNoAgent) return 0;
    const auto only = [](AgentId agent) { return agent == kNoAgent ? 0 : bit(agent); };
    const AgentId task = first_of_round();
    if (task == kNoAgent) return only(first_when_parked());
    return only(task) | (idle_ ? only(first_when_parked()) : 0);
}

void Worker::take(AgentId agent, const Location& where) {
    const bool parked =
        agent == (idle_ || first_of_round() == kNoAgent ? first_when_parked() : kNoAgent);
    if (parked) {
        if (polls_left_ > 0) ++tick_;  // it looked for a task, found none and parked
        flush_deferred();
        polls_left_ = kEventInterval;
    }
    if (agent == main_) {
        main_woken_ = false;
    } else {
        auto& queue = !local_.empty() && local_.front() == agent ? local_ : inject_;
        INVARIANT(!queue.empty() && queue.front() == agent,
                  "a task is polled that is not in front");
        queue.pop_front();
        ++tick_;
        --polls_left_;
        scheduled_ &= ~bit(agent);
    }
    slot_ = agent;
    polled_at_ = where;
    idle_ = false;
}

void Worker::release() {
    const AgentId agent = std::exchange(slot_, kNoAgent);
    // A task that was woken while it was polled goes to the back of the queue now (harness:
    // poll_inner).
    if (agent != main_ && (scheduled_ & bit(agent))) local_.push_back(agent);
    idle_ = first_of_round() == kNoAgent;
}

void Worker::schedule(AgentId agent, AgentId by) {
    if (agent == main_) {
        main_woken_ = true;
        return;
    }
    if ((scheduled_ | over_) & bit(agent)) return;
    scheduled_ |= bit(agent);
    if (agent != slot_) push(agent, is_inside(by));
}

void Worker::push(AgentId agent, bool from_inside) {
    (from_inside ? local_ : inject_).push_back(agent);
}

void Worker::flush_deferred() {
    while (!deferred_.empty()) {
        const AgentId agent = deferred_.back();
        deferred_.pop_back();
        schedule(agent, main_);
    }
}

void Worker::forget(AgentId agent) {
    std::erase(local_, agent);
    std::erase(inject_, agent);
    std::erase(deferred_, agent);
    std::erase_if(timers_, [&](const Timer& timer) { return timer.agent == agent; });
    scheduled_ &= ~bit(agent);
    over_ |= bit(agent);
}

void Worker::defer(AgentId agent) {
    if (deferred_.empty() || deferred_.back() != agent) deferred_.push_back(agent);
}

bool Worker::ready(AgentId agent) const {
    const bool woken = agent == main_ ? main_woken_ : (scheduled_ & bit(agent)) != 0;
    return woken || std::find(deferred_.begin(), deferred_.end(), agent) != deferred_.end();
}

void Worker::remove_timer(unsigned id) {
    std::erase_if(timers_, [&](const Timer& timer) { return timer.id == id; });
}

unsigned Worker::fire(unsigned place) {
    const Timer timer = timers_[place];
    timers_.erase(timers_.begin() + static_cast<long>(place));
    schedule(timer.agent, main_);
    polls_left_ = 0;  // it was parked
    idle_ = false;
    return timer.id;
}

}  // namespace impasse::op
