#include "harness/op/executor.hpp"

#include <algorithm>

namespace impasse::op {

void Executor::blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const {
    const bool waits_for_workers =
        access.verb == Verb::DropTasks || access.verb == Verb::JoinWorkers;
    const bool next = access.verb == Verb::Poll && (ready(agent) || asleep(agent));
    if (waits_for_workers || next) ahead_of(agent, out);
}

bool Executor::ready(AgentId agent) const { return (scheduled_ & bit(agent)) != 0; }

void Executor::forget(AgentId agent) {
    std::erase_if(timers_, [&](const Timer& timer) { return timer.agent == agent; });
    scheduled_ &= ~bit(agent);
    over_ |= bit(agent);
}

bool Executor::asleep(AgentId agent) const {
    return std::any_of(timers_.begin(), timers_.end(),
                       [&](const Timer& timer) { return timer.agent == agent; });
}

void Executor::remove_timer(unsigned id) {
    std::erase_if(timers_, [&](const Timer& timer) { return timer.id == id; });
}

Executor::Timer Executor::take_timer(unsigned place) {
    const Timer timer = timers_[place];
    timers_.erase(timers_.begin() + static_cast<long>(place));
    return timer;
}

// The join of its threads comes behind its shutdown and changes nothing. It waits for slots: a wake or a
// sleep takes none, and gives none back.
bool worker_dependent(Verb a, Verb b) {
    const auto takes_no_slot = [](Verb v) { return v == Verb::Schedule || v == Verb::PollTimer; };
    return !(a == Verb::JoinWorkers && takes_no_slot(b)) &&
           !(b == Verb::JoinWorkers && takes_no_slot(a));
}

}  // namespace impasse::op
