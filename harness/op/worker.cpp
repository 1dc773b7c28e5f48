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
            return driven() && slot_ == kNoAgent && (idle_ || round_over())
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

AgentId Worker::front() const {
    const bool inject_first = (tick_ + 1) % kInjectInterval == 0;
    const auto& first = inject_first ? inject_ : local_;
    const auto& second = inject_first ? local_ : inject_;
    if (!first.empty()) return first.front();
    return second.empty() ? kNoAgent : second.front();
}

bool Worker::round_over() const { return polls_left_ == 0 || front() == kNoAgent; }

// Who may be polled next: one agent, or two where the original leaves it open.
AgentSet Worker::next() const {
    if (!driven() || slot_ != kNoAgent) return 0;
    const AgentSet main = main_woken_ ? bit(main_) : 0;
    const AgentId task = front();
    if (idle_) return main | (task == kNoAgent ? 0 : bit(task));
    if (!round_over()) return bit(task);
    const bool yielded = std::find(deferred_.begin(), deferred_.end(), main_) != deferred_.end();
    if (main_woken_ || yielded) return bit(main_);
    if (task != kNoAgent) return bit(task);
    return deferred_.empty() ? 0 : bit(deferred_.back());
}

void Worker::take(AgentId agent, const Location& where) {
    const bool over = idle_ || round_over();
    if (over) {
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
    idle_ = next() == 0;
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
