// Turns steps into the lines that a reader of the report sees. Runs only while an execution is
// replayed for that.
#include <fmt/format.h>

#include "harness/op/simple.hpp"
#include "harness/op/verb.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

namespace {
std::string_view operation_of(const Access& access, unsigned way) {
    if (access.verb == Verb::CondWait && way == op::Condition::kSpuriously)
        return "is woken spuriously from";
    return access.verb == Verb::Schedule && access.argument < 0 ? "queues" : op::doing(access.verb);
}
}  // namespace

void Scheduler::record(const Agent& agent, const Step& step, unsigned way, bool follows,
                       bool preempts) {
    StepLine line;
    line.agent = name_of(agent.id);
    line.where = Site::of(step.where);
    line.follows = follows;
    line.preempts = preempts;
    for (const Access& access : step) {
        if (line.operation.empty()) {
            line.operation = operation_of(access, way);
            line.object = object_of(access, way);
        } else {
            line.object +=
                fmt::format(", {} {}", operation_of(access, way), object_of(access, way));
        }
    }
    const Verb verb = step.accesses[0].verb;
    options_.recorder->step(std::move(line),
                            {.agent = agent.id,
                             .gives_way = verb == Verb::Yield || verb == Verb::Suspend ||
                                          verb == Verb::WakeDeferred || verb == Verb::FireTimer,
                             .open = !follows && ways_[agent.id] > 1,
                             .names_object = step.accesses[0].object != kNoObject,
                             .enabled = follows ? 0 : enabled_,
                             .step = step});
    const op::LendNames lent(*this);
    options_.recorder->before(states_of(step));
    recorded_ = step;
}

std::string Scheduler::object_of(const Access& access, unsigned way) const {
    if (access.verb == Verb::Yield) return "";
    if (access.object == kNoObject) return std::to_string(way);
    const op::Object* object = objects_[access.object];
    const std::string name = object ? object->name().str() : std::string();
    if (access.verb != Verb::Schedule) return name;
    // What is woken is an agent; a new one has no name before it is spawned.
    return access.argument < 0 ? "a new task on " + name
                               : name_of(static_cast<AgentId>(access.argument)) + " on " + name;
}

void Scheduler::record_after() {
    if (!options_.recorder || recorded_.count == 0) return;
    const op::LendNames lent(*this);
    options_.recorder->after(states_of(recorded_));
    recorded_ = {};
}

std::vector<std::string> Scheduler::states_of(const Step& step) const {
    std::vector<std::string> states;
    for (const Access& access : step) {
        const bool alive = access.object != kNoObject && objects_[access.object];
        states.push_back(alive ? objects_[access.object]->state() : std::string());
    }
    return states;
}

}  // namespace impasse::sched
