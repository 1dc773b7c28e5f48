#include "harness/rt/runtime.hpp"

#include <algorithm>
#include <exception>

#include "harness/core/invariant.hpp"

namespace impasse::rt {

using sched::Scheduler;

Entered::Entered(RuntimeCore& runtime, const Location& where) : self_(Scheduler::current().self()) {
    sched::Agent& agent = Scheduler::current().agent(self_);
    if (agent.in_runtime) panic("Cannot start a runtime from within a runtime", where);
    before_ = std::exchange(agent.runtime, &runtime);
    agent.in_runtime = true;
}

Entered::~Entered() {
    sched::Agent& agent = Scheduler::current().agent(self_);
    agent.runtime = before_;
    agent.in_runtime = false;
}

Handle Handle::current(Location where) {
    RuntimeCore* runtime = RuntimeCore::current();
    if (!runtime)
        panic("there is no reactor running, must be called from the context of a Tokio 1.x runtime",
              where);
    return Handle(runtime->shared_from_this());
}

Runtime::Runtime(Name name, Location where)
    : Runtime(
          [&] {
              RuntimeOptions options;
              options.name = name;
              return options;
          }(),
          where) {}

namespace {

// What-ifs. A program of one thread may rely on that, so it is not made one of several.
RuntimeOptions edited(RuntimeOptions options) {
    Scheduler& scheduler = Scheduler::current();
    if (options.workers > 0 && scheduler.edited(EditKind::MoreWorkers)) ++options.workers;
    if (options.workers > 1 && scheduler.edited(EditKind::OneWorker)) options.workers = 1;
    return options;
}

}  // namespace

Runtime::Runtime(const RuntimeOptions& options, Location where)
    : core_(std::make_shared<RuntimeCore>(edited(options))), where_(where) {}

void Runtime::shutdown_background(Location where) && {
    consumed_ = true;
    core_->shutdown(where, false);
    core_->forget_wakers();
}

// blocking/shutdown.rs: Receiver::wait.
Runtime::~Runtime() noexcept(false) {
    if (consumed_) return;
    Scheduler& scheduler = Scheduler::current();
    const sched::InDestructor quietly;
    const bool may_block = scheduler.silent() || !scheduler.agent(scheduler.self()).in_runtime;
    core_->shutdown(where_, may_block);
    core_->forget_wakers();
    if (!may_block && std::uncaught_exceptions() == 0)
        panic("Cannot drop a runtime in a context where blocking is not allowed", where_);
}

Runtime::Driving::Driving(RuntimeCore& core, MainWaker& waker, const Location& where)
    : core_(core), waker_(waker), where_(where) {
    core_.current_thread()->enter(Scheduler::current().self());
}

Runtime::Driving::~Driving() {
    op::CurrentThread& worker = *core_.current_thread();
    const sched::InDestructor quietly;
    const bool leaves = Scheduler::current().step_quietly({where_, {worker.id(), Verb::Leave}});
    core_.forget_deferred();  // current_thread/mod.rs: they are the driver's, not the runtime's
    if (!leaves) return;
    waker_.over = true;
    worker.leave();
    core_.let_next_drive(where_);
}

namespace {

unsigned at_least_one(unsigned value, const char* what) {
    INVARIANT(value > 0, what);
    return value;
}

}  // namespace

Builder& Builder::worker_threads(unsigned workers) {
    options_.workers = at_least_one(workers, "a runtime without workers");
    return *this;
}

Builder& Builder::event_interval(unsigned polls) {
    options_.intervals.event = at_least_one(polls, "an event interval of 0");
    return *this;
}

Builder& Builder::global_queue_interval(unsigned ticks) {
    options_.intervals.inject = at_least_one(ticks, "a global queue interval of 0");
    return *this;
}

Builder& Builder::max_lifo_polls(unsigned polls) {
    options_.intervals.lifo_polls = polls;
    return *this;
}

Builder& Builder::cooperative_budget(unsigned operations) {
    options_.intervals.budget = at_least_one(operations, "a budget of 0");
    return *this;
}

Builder& Builder::max_blocking_threads(unsigned threads) {
    options_.max_blocking_threads = at_least_one(threads, "a blocking pool without threads");
    return *this;
}

Builder& Builder::any_order() {
    INVARIANT(options_.workers == 0, "any_order is an option of current_thread");
    options_.intervals.any_order = true;
    return *this;
}

}  // namespace impasse::rt
