#include "harness/trace/canonical.hpp"

#include <algorithm>

#include "harness/core/hash.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::trace {

void CanonicalForm::reset() {
    hash_ = {};
    clocks_.clear();
    for (AgentId agent = 0; agent < agents_; ++agent) now_[agent].fill(0);
    for (auto& history : by_object_) history.clear();
}

void CanonicalForm::add(AgentId agent, const Step& step, unsigned way) {
    agents_ = std::max<AgentId>(agents_, agent + 1);
    const Clock clock = now_[agent] = past_of(agent, step);
    hash_ = hash_with(clock, agent, step, way);
    for (const Access& access : step) {
        if (access.object == kNoObject) continue;
        if (access.object >= by_object_.size()) by_object_.resize(access.object + 1);
        by_object_[access.object].push_back({access, agent, clocks_.size()});
    }
    clocks_.push_back(clock);
}

TraceHash CanonicalForm::hash_with(AgentId agent, const Step& step, unsigned way) const {
    return hash_with(past_of(agent, step), agent, step, way);
}

// The step itself is in it.
CanonicalForm::Clock CanonicalForm::past_of(AgentId agent, const Step& step) const {
    Clock clock = now_[agent];
    for (const Access& access : step) {
        if (access.object >= by_object_.size()) continue;  // nobody was there, or it is no object
        for (const Past& past : by_object_[access.object]) {
            if (past.agent == agent || !op::dependent(past.access, access)) continue;
            const Clock& theirs = clocks_[past.clock];
            for (AgentId i = 0; i < agents_; ++i) clock[i] = std::max(clock[i], theirs[i]);
        }
    }
    ++clock[agent];
    return clock;
}

TraceHash CanonicalForm::hash_with(const Clock& clock, AgentId agent, const Step& step,
                                   unsigned way) const {
    std::uint64_t low = mix(agent * 65537ULL + way);
    std::uint64_t high = mix(low + step.accesses[0].object * 257ULL +
                             static_cast<std::uint64_t>(step.accesses[0].verb));
    const AgentId agents = std::max<AgentId>(agents_, agent + 1);
    for (AgentId i = 0; i < agents; ++i) {
        if (clock[i] == 0) continue;  // an agent that is not yet known must not change the hash
        low = mix(low ^ (i * 0x1000193ULL + clock[i]));
        high = mix(high + (i * 0x9e3779b1ULL ^ clock[i]));
    }
    return {hash_.low + low, hash_.high + high};
}

}  // namespace impasse::trace
