#include "harness/op/simple.hpp"

#include <algorithm>

#include "harness/op/after.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

unsigned Condition::ways(const Access& access, AgentId agent) const {
    if (access.verb == Verb::CondWake) return !waiting(agent);
    if (access.verb == Verb::CondNotifyOne)
        return static_cast<unsigned>(std::max<std::size_t>(1, waiting_.size()));
    if (access.verb == Verb::CondWait && spurious_ > 0) return kSpuriously + 1;
    return 1;
}

bool Condition::waiting(AgentId agent) const {
    return std::find(waiting_.begin(), waiting_.end(), agent) != waiting_.end();
}

std::string Condition::state() const {
    std::string text;
    for (const AgentId agent : waiting_) text += (text.empty() ? "" : ", ") + agent_name(agent);
    text += waiting_.empty() ? "no waiter" : waiting_.size() == 1 ? " waits" : " wait";
    return spurious_ > 0 ? fmt::format("{} ({} spurious left)", text, spurious_) : text;
}

After condition_after(AgentId agent, std::span<const Past> past) {
    std::vector<AgentId> waiting;
    for (const Past& one : past) {
        if (one.access.verb == Verb::CondWait && one.way != Condition::kSpuriously)
            waiting.push_back(one.agent);
        if (one.access.verb == Verb::CondNotifyAll) waiting.clear();
        if (one.access.verb == Verb::CondNotifyOne && !waiting.empty())
            waiting.erase(waiting.begin() + one.way);
    }
    const bool waits = std::find(waiting.begin(), waiting.end(), agent) != waiting.end();
    return waits ? After::Missing : After::Enabled;
}

After latch_after(const Access& access, std::span<const Past> past) {
    std::int32_t count = access.argument;  // what the latch began with
    for (const Past& one : past)
        if (one.access.verb == Verb::CountDown) count -= one.access.argument;
    return count > 0 ? After::Missing : After::Enabled;
}

After parker_after(std::span<const Past> past) {
    const bool token = !past.empty() && past.back().access.verb == Verb::Unpark;
    return token ? After::Enabled : After::Missing;
}

bool atomic_dependent(Verb a, Verb b) {
    // Two loads commute: neither changes the value. Two additions do: neither shows what was there, and
    // their sum is the same.
    return a != b || (a != Verb::Load && a != Verb::StoreAdd);
}

bool latch_dependent(Verb a, Verb b) {
    return a != b;  // count-downs commute, and so do passes; a count-down can enable a pass
}

bool condition_dependent(Verb a, Verb b) {
    return !(a == Verb::CondWake && b == Verb::CondWake);  // two woken waiters leave it as it is
}

}  // namespace impasse::op
