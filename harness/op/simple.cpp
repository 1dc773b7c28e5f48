#include "harness/op/simple.hpp"

#include <algorithm>

#include "harness/op/names.hpp"

namespace impasse::op {

unsigned Condition::ways(const Access& access, AgentId agent) const {
    if (access.verb == Verb::CondWake) return !waiting(agent);
    if (access.verb == Verb::CondNotifyOne)
        return static_cast<unsigned>(std::max<std::size_t>(1, waiting_.size()));
    return 1;
}

bool Condition::waiting(AgentId agent) const {
    return std::find(waiting_.begin(), waiting_.end(), agent) != waiting_.end();
}

std::string Condition::state() const {
    if (waiting_.empty()) return "no waiter";
    std::string text;
    for (const AgentId agent : waiting_) text += (text.empty() ? "" : ", ") + agent_name(agent);
    return text + (waiting_.size() == 1 ? " waits" : " wait");
}

bool atomic_dependent(Verb a, Verb b) {
    return !(a == Verb::Load && b == Verb::Load);  // two loads commute: neither changes the value
}

bool latch_dependent(Verb a, Verb b) {
    return a != b;  // count-downs commute, and so do passes; a count-down can enable a pass
}

bool condition_dependent(Verb a, Verb b) {
    return !(a == Verb::CondWake && b == Verb::CondWake);  // two woken waiters leave it as it is
}

}  // namespace impasse::op
