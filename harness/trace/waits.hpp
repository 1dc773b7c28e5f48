// What an object says of a wait at it, for a snapshot.
#pragma once

#include <algorithm>
#include <vector>

#include "harness/op/object.hpp"
#include "harness/trace/snapshot.hpp"

namespace impasse::trace {

// By descent, for the order in which readers came differs within one trace; one agent's own as they came.
template <class Descent, class NameOf>
void add_holders(std::vector<op::Blocker>& blockers, const Descent& descent_of,
                 const NameOf& name_of, Wait& wait) {
    if (blockers.size() > 1)
        std::stable_sort(blockers.begin(), blockers.end(),
                         [&](const op::Blocker& a, const op::Blocker& b) {
                             if (a.agent == kNoAgent || b.agent == kNoAgent)
                                 return a.agent != kNoAgent && b.agent == kNoAgent;
                             return descent_of(a.agent) < descent_of(b.agent);
                         });
    for (const op::Blocker& blocker : blockers)
        wait.holders.push_back(
            {blocker.agent, name_of(blocker.agent), blocker.as, Site::of(blocker.where)});
}

template <class NameOf>
void add_signals(const op::Object& object, AgentId agent, const NameOf& name_of, Wait& wait) {
    for (const op::Signal& signal : object.signals()) {
        if (!signal.broadcast && signal.reached > 0) continue;  // it was for someone who got it
        wait.signals.push_back({.by = name_of(signal.by),
                                .step = signal.step,
                                .reached = signal.reached,
                                .where = Site::of(signal.where),
                                .received = (signal.agents & bit(agent)) != 0});
    }
}

}  // namespace impasse::trace
