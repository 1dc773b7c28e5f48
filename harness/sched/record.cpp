// Turns steps into the lines that a reader of the report sees. Runs only while an execution is
// replayed for that.
#include <fmt/format.h>

#include "harness/op/verb.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

void Scheduler::record(const Agent& agent, const Step& step, unsigned way, bool follows,
                       bool preempts) {
    StepLine line;
    line.agent = name_of(agent.id);
    line.where = Site::of(step.where);
    line.follows = follows;
    line.preempts = preempts;
    for (const Access& access : step) {
        const op::Object* object = access.object == kNoObject ? nullptr : objects_[access.object];
        const std::string name = object ? object->name().str() : std::string();
        if (line.operation.empty()) {
            line.operation = op::doing(access.verb);
            line.object = name;
        } else {
            line.object += fmt::format(", {} {}", op::doing(access.verb), name);
        }
    }
    if (step.accesses[0].verb == Verb::Choose) line.operation += fmt::format(" {}", way);
    options_.recorder->step(std::move(line));
    const op::LendNames lent(*this);
    options_.recorder->before(states_of(step));
    recorded_ = step;
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
