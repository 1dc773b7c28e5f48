// Who waits for what, read off the live state before an execution is torn down.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/op/verb.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/trace/waits.hpp"

namespace impasse::sched {

// An agent before its children, and those in the order in which it made them. The order in time (of
// births, of drops) differs within one trace, and of findings that are alike the first one is told.
std::vector<std::uint16_t> Scheduler::descent_of(const Agent& agent) const {
    std::vector<std::uint16_t> descent;
    for (const Agent* up = &agent; up->parent != kNoAgent; up = agents_[up->parent].get())
        descent.push_back(up->nth);
    std::reverse(descent.begin(), descent.end());
    return descent;
}

void Scheduler::take_snapshot() {
    std::vector<std::pair<std::vector<std::uint16_t>, const Agent*>> agents;
    for (const Agent* agent : born_)
        if (agent->kind != AgentKind::Daemon) agents.emplace_back(descent_of(*agent), agent);
    std::sort(agents.begin(), agents.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [descent, agent] : agents) snapshot_.agents.push_back(view_of(*agent));
}

void Scheduler::order_cut_waits() {
    auto& cuts = snapshot_.cut_waits;
    if (cuts.size() < 2) return;
    std::stable_sort(cuts.begin(), cuts.end(),
                     [this](const trace::CutWait& a, const trace::CutWait& b) {
                         return descent_of(*agents_[a.by]) < descent_of(*agents_[b.by]);
                     });
}

trace::AgentView Scheduler::view_of(const Agent& agent) const {
    trace::AgentView view{.id = agent.id,
                          .name = name_of(agent.id),
                          .task = agent.kind == AgentKind::Task,
                          .finished = agent.finished(),
                          .any_of = false,
                          .spins = false,
                          .waits = {}};
    if (!view.finished && agent.spinning) add_looks(agent, view);
    if (view.finished || agent.spinning || !(announced_ & bit(agent.id))) return view;
    for (const Access& access : agent.pending)
        if (access.object != kNoObject && objects_[access.object] &&
            objects_[access.object]->ways(access, agent.id) == 0)
            add_waits(agent, access, view);
    return view;
}

// What it looks at, each once; a change of any of them would do.
void Scheduler::add_looks(const Agent& agent, trace::AgentView& view) const {
    view.spins = true;
    for (const Look& look : agent.spin.round()) {
        const auto seen = [&](const trace::Wait& wait) {
            return wait.object == look.access.object;
        };
        if (std::any_of(view.waits.begin(), view.waits.end(), seen)) continue;
        if (objects_[look.access.object] == nullptr) continue;
        const op::Object& object = *objects_[look.access.object];
        const bool tries = op::family_of(look.access.verb) == op::Family::Lock;
        trace::Wait wait;
        wait.object = object.id();
        wait.object_name = object.name().str();
        wait.wants = fmt::format("{} of {}", tries ? op::wanting(look.access.verb) : "change",
                                 wait.object_name);
        wait.where = Site::of(look.where);
        wait.since = agent.announced_at;
        std::vector<op::Blocker> blockers;
        object.blockers({object.id(), op::waiting_for(look.access.verb), 0}, agent.id, blockers);
        trace::add_holders(
            blockers, [this](AgentId id) { return descent_of(*agents_[id]); },
            [this](AgentId id) { return name_of(id); }, wait);
        view.waits.push_back(std::move(wait));
    }
    view.any_of = view.waits.size() > 1;
}

// A suspended agent waits for what its futures said, unless somebody keeps it from being polled.
void Scheduler::add_waits(const Agent& agent, const Access& access, trace::AgentView& view) const {
    const op::Object& object = *objects_[access.object];
    trace::Wait wait{
        .object = object.id(),
        .object_name = object.name().str(),
        .wants = fmt::format("{} of {}", op::wanting(access.verb), object.name().str()),
        .where = Site::of(agent.pending.where),
        .holders = {},
        .signals = {},
        .since = agent.announced_at,
        .firm = op::family_of(access.verb) == op::Family::Lock || access.verb == Verb::Join,
        .notification = access.verb == Verb::CondWake};
    std::vector<op::Blocker> blockers;
    object.blockers(access, agent.id, blockers);
    const bool suspended = access.verb == Verb::Poll || access.verb == Verb::Park;
    if (suspended && blockers.empty() && !agent.awaiting.empty()) {
        for (const Awaited& awaited : agent.awaiting)
            view.waits.push_back(wait_for(awaited, agent.id));
        view.any_of = agent.any_of;
        return;
    }
    trace::add_holders(
        blockers, [this](AgentId id) { return descent_of(*agents_[id]); },
        [this](AgentId id) { return name_of(id); }, wait);
    add_signals(object, agent.id, wait);
    view.waits.push_back(std::move(wait));
}

// Behind the last destructor, unless the process was aborted. An agent's end is an object that stays with
// the agent.
void Scheduler::look_for_leaks() {
    if (std::ranges::any_of(snapshot_.panics, &trace::PanicView::aborts)) return;
    for (const Agent* agent : born_) objects_[agent->completion->id()] = nullptr;
    for (const op::Object* object : objects_)
        if (object != nullptr) snapshot_.leaked.push_back(object->name().str());
}

trace::Wait Scheduler::wait_for(const Awaited& awaited, AgentId agent) const {
    const op::Object* object = objects_[awaited.object];
    trace::Wait wait;
    wait.object = awaited.object;
    wait.object_name = object ? object->name().str() : "something that is gone";
    wait.wants = fmt::format("{} {}", awaited.what, wait.object_name);
    wait.where = Site::of(awaited.where);
    wait.since = awaited.since;
    wait.notification = awaited.notification;
    wait.serves = awaited.serves;
    if (!object) return wait;
    std::vector<op::Blocker> blockers;
    object->blockers({awaited.object, Verb::TaskPoll, 0}, agent, blockers);
    trace::add_holders(
        blockers, [this](AgentId id) { return descent_of(*agents_[id]); },
        [this](AgentId id) { return name_of(id); }, wait);
    add_signals(*object, agent, wait);
    return wait;
}

void Scheduler::add_signals(const op::Object& object, AgentId agent, trace::Wait& wait) const {
    trace::add_signals(
        object, agent, [this](AgentId id) { return name_of(id); }, wait);
}

}  // namespace impasse::sched
