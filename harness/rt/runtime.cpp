#include "harness/rt/runtime.hpp"

#include <algorithm>

#include "harness/core/invariant.hpp"

namespace impasse::rt {

using sched::Scheduler;

namespace {
constexpr std::size_t kOwnedShards = 4;
}

Context& current_context() {
    auto* context = static_cast<Context*>(Scheduler::current().coroutine().context);
    INVARIANT(context != nullptr, "await outside of an async body");
    return *context;
}

// --- RuntimeCore

RuntimeCore::RuntimeCore(Name name) : worker_(name) { Scheduler::current().add(worker_); }

RuntimeCore::~RuntimeCore() { Scheduler::current().remove(worker_); }

void RuntimeCore::schedule(AgentId agent, const Location& where, const bool* over) {
    Scheduler& scheduler = Scheduler::current();
    if (!scheduler.step_quietly({where, {worker_.id(), Verb::Schedule, agent}})) return;
    if (!shut_down_ && !(over && *over)) worker_.schedule(agent, scheduler.self());
}

// OwnedTasks::close_and_shutdown_all: from then on nothing is polled; tasks that have not completed
// are dropped.
void RuntimeCore::shutdown(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    const bool goes_on = scheduler.step_quietly({where, {worker_.id(), Verb::Shutdown}});
    shut_down_ = true;
    const auto tasks = std::exchange(tasks_, {});  // they share this core: a cycle until now
    if (!goes_on) {
        for (const auto& task : tasks) task->join_with({});  // two that await each other: a cycle
        return;
    }
    // Task ids begin at 1 and are the process's; here they are the runtime's.
    for (std::size_t shard = 0; shard < kOwnedShards; ++shard)
        for (std::size_t i = (shard + kOwnedShards - 1) % kOwnedShards; i < tasks.size();
             i += kOwnedShards)
            if (!tasks[i]->result().done()) drop(*tasks[i], where);
    if (clock_ != kNoAgent) scheduler.drop(scheduler.agent(clock_), where, false);
}

void RuntimeCore::drop(const TaskRecord& task, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    // One that was woken, or aborted, does not wait any more.
    const bool waits = !task.aborted() && !worker_.ready(task.agent());
    scheduler.drop(scheduler.agent(task.agent()), where, waits);
}

// Time passes while the worker is between polls: a sleep fires at any such point.
void RuntimeCore::start_clock() {
    if (clock_ != kNoAgent) return;
    const Location here = Location::current();
    clock_ = Scheduler::current().spawn(
        "time", sched::AgentKind::Daemon,
        [this, here] {
            for (;;) {
                const unsigned which =
                    Scheduler::current().step({here, {worker_.id(), Verb::FireTimer}});
                fired_.push_back(worker_.fire(which));
            }
        },
        here);
}

unsigned RuntimeCore::add_timer(AgentId agent) {
    start_clock();
    worker_.add_timer(agent, ++timers_);
    return timers_;
}

void RuntimeCore::remove_timer(unsigned id) {
    worker_.remove_timer(id);
    std::erase(fired_, id);
}

bool RuntimeCore::fired(unsigned id) const {
    return std::find(fired_.begin(), fired_.end(), id) != fired_.end();
}

// --- TaskRecord

TaskRecord::TaskRecord(Name name, std::shared_ptr<RuntimeCore> runtime)
    : runtime_(std::move(runtime)), result_(name) {
    Scheduler::current().add(result_);
}

TaskRecord::~TaskRecord() { Scheduler::current().remove(result_); }

void TaskRecord::run_by(AgentId agent) {
    agent_ = agent;
    result_.run_by(agent);
}

void TaskRecord::wake(const Location& where) { runtime_->schedule(agent_, where); }

void TaskRecord::abort(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where,
                    {result_.id(), Verb::TaskAbort},
                    {runtime_->worker().id(), Verb::Schedule, agent_}});
    if (scheduler.silent() || result_.done() || runtime_->shut_down()) return;
    aborted_ = true;
    runtime_->worker().schedule(agent_, scheduler.self());
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
