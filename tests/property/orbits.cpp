#include "tests/property/orbits.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace impasse::property {

void Renaming::know_owners() {
    const auto objects = ids_.objects();
    for (std::size_t owner = 0; owner < objects.size(); ++owner)
        for (std::size_t nth = 0; nth < objects[owner].size(); ++nth) {
            const ObjectId id = objects[owner][nth];
            if (id >= owners_.size()) owners_.resize(id + 1);
            owners_[id] = {static_cast<AgentId>(owner), nth};
        }
}

AgentId Renaming::agent(AgentId of, const Pairs& names) {
    for (const auto& [from, to] : names)
        if (from == of) return to;
    const sched::Agent& one = scheduler_.agent(of);
    if (one.parent == kNoAgent) return of;
    const AgentId parent = agent(one.parent, names);
    return parent == one.parent ? of : ids_.agent(parent, one.nth);
}

ObjectId Renaming::object(ObjectId of, const Pairs& names) {
    if (of == kNoObject) return of;
    if (of >= owners_.size()) know_owners();
    const auto [owner, nth] = owners_[of];
    const AgentId now = agent(owner, names);
    return now == owner ? of : ids_.object(now, nth);
}

trace::TraceHash Renaming::hash(const std::vector<Taken>& steps, const Pairs& names) {
    form_.reset();
    for (const auto& [move, step] : steps) {
        Step renamed = step;
        for (std::size_t i = 0; i < step.count; ++i)
            renamed.accesses[i].object = object(step.accesses[i].object, names);
        form_.add(agent(move.agent, names), renamed, move.way);
    }
    return form_.hash();
}

std::vector<Renaming::Members> Renaming::groups(AgentSet agents) {
    std::map<AgentId, Members> by_eldest;
    for (AgentSet rest = agents; rest; rest &= rest - 1) {
        const auto one = static_cast<AgentId>(std::countr_zero(rest));
        AgentId eldest = one;
        while (scheduler_.agent(eldest).elder != kNoAgent) eldest = scheduler_.agent(eldest).elder;
        by_eldest[eldest].push_back(one);
    }
    std::vector<Members> groups;
    for (auto& [eldest, members] : by_eldest)
        if (members.size() > 1) groups.push_back(std::move(members));
    return groups;
}

trace::TraceHash Renaming::orbit(const Noting& noted) {
    const std::vector<Members> from = groups(noted.agents);
    std::vector<Members> to = from;
    trace::TraceHash least = hash(noted.steps, {});
    for (;;) {
        std::size_t turned = 0;  // as an odometer: the next order of the first group that has one
        while (turned < to.size() && !std::next_permutation(to[turned].begin(), to[turned].end()))
            ++turned;
        if (turned == to.size()) return least;
        Pairs names;
        for (std::size_t group = 0; group < from.size(); ++group)
            for (std::size_t i = 0; i < from[group].size(); ++i)
                names.emplace_back(from[group][i], to[group][i]);
        least = std::min(least, hash(noted.steps, names));
    }
}

}  // namespace impasse::property
