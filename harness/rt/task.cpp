#include "harness/rt/task.hpp"

#include <utility>

#include "harness/core/invariant.hpp"

namespace impasse::rt {

using sched::Scheduler;

Context& current_context() {
    auto* context = static_cast<Context*>(Scheduler::current().coroutine().context);
    INVARIANT(context != nullptr, "await outside of an async body");
    return *context;
}

TaskRecord::TaskRecord(Name name, std::shared_ptr<RuntimeCore> runtime, op::Executor& executor)
    : runtime_(std::move(runtime)), executor_(&executor), result_(name) {
    Scheduler::current().add(result_);
}

TaskRecord::~TaskRecord() { Scheduler::forget(result_); }

void TaskRecord::run_by(AgentId agent) {
    agent_ = agent;
    result_.run_by(agent);
}

void TaskRecord::wake(const Location& where) { RuntimeCore::schedule(*executor_, agent_, where); }

void TaskRecord::abort(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step(
        {where, {result_.id(), Verb::TaskAbort}, {executor_->id(), Verb::Schedule, agent_}});
    if (scheduler.silent() || result_.done() || executor_->closed()) return;
    aborted_ = true;
    executor_->schedule(agent_, scheduler.self());
}

void TaskRecord::complete(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    if (!scheduler.step_quietly({where, {result_.id(), Verb::TaskComplete}})) return;
    result_.complete();
    if (!wanted_) return drop_unwanted();
    std::exchange(joiner_, {}).wake(where);
}

void TaskRecord::detach(const Location& where) {
    const sched::InDestructor quietly;
    if (!Scheduler::current().step_quietly({where, {result_.id(), Verb::TaskDetach}})) return;
    wanted_ = false;
    joiner_ = {};
    if (result_.done()) drop_unwanted();
}

void TaskRecord::drop_unwanted() {
    try {
        drop_outcome();
    } catch (const Panic& panic) {  // goes no further, as in both places of harness.rs
        Scheduler::current().panicked(panic.message(), panic.where(), false);
    }
}

}  // namespace impasse::rt
