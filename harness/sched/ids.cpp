#include "harness/sched/ids.hpp"

#include <utility>

#include "harness/core/invariant.hpp"

namespace impasse::sched {

namespace {

template <class Id>
std::vector<Id>& row(std::vector<std::vector<Id>>& table, AgentId of) {
    if (of >= table.size()) table.resize(static_cast<std::size_t>(of) + 1);
    return table[of];
}

}  // namespace

AgentId Ids::agent(AgentId parent, std::size_t nth) {
    const std::lock_guard lock(mutex_);
    auto& ids = row(agents_, parent);
    while (nth >= ids.size()) {
        INVARIANT(agents_known_ < kMaxAgents, "a scenario has more than 64 agents");
        ids.push_back(agents_known_++);
    }
    return ids[nth];
}

ObjectId Ids::object(AgentId owner, std::size_t nth) {
    const std::lock_guard lock(mutex_);
    auto& ids = row(objects_, owner);
    while (nth >= ids.size()) ids.push_back(objects_known_++);
    return ids[nth];
}

Ids::Agents Ids::agents() const {
    const std::lock_guard lock(mutex_);
    return agents_;
}

Ids::Objects Ids::objects() const {
    const std::lock_guard lock(mutex_);
    return objects_;
}

void Ids::restore(Agents agents, Objects objects) {
    const std::lock_guard lock(mutex_);
    agents_ = std::move(agents);
    objects_ = std::move(objects);
    agents_known_ = 1;
    objects_known_ = 0;
    for (const auto& ids : agents_) agents_known_ += static_cast<AgentId>(ids.size());
    for (const auto& ids : objects_) objects_known_ += static_cast<ObjectId>(ids.size());
}

}  // namespace impasse::sched
