#include "harness/rt/runtime_core.hpp"

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/rt/task.hpp"

namespace impasse::rt {

using op::WorkerId;
using sched::Scheduler;

namespace {
constexpr std::size_t kOwnedShards = 4;
}

RuntimeCore::RuntimeCore(const RuntimeOptions& options)
    : blocking_("blocking threads", options.max_blocking_threads),
      deferred_(std::max(options.workers, 1U)),
      daemons_(deferred_.size() + 1, kNoAgent) {
    if (options.workers == 0) {
        auto worker = std::make_unique<op::CurrentThread>(options.name, options.intervals);
        current_thread_ = worker.get();
        executor_ = std::move(worker);
    } else {
        executor_ =
            std::make_unique<op::MultiThread>(options.name, options.workers, options.intervals);
    }
    Scheduler::current().add(*executor_);
    Scheduler::current().add(blocking_);
}

RuntimeCore::~RuntimeCore() {
    Scheduler::forget(blocking_);
    Scheduler::forget(*executor_);
}

RuntimeCore* RuntimeCore::current() {
    Scheduler& scheduler = Scheduler::current();
    return static_cast<RuntimeCore*>(scheduler.agent(scheduler.self()).runtime);
}

void RuntimeCore::schedule(op::Executor& executor, AgentId agent, const Location& where,
                           const bool* over) {
    Scheduler& scheduler = Scheduler::current();
    if (!scheduler.step_quietly({where, {executor.id(), Verb::Schedule, agent}})) return;
    if (!executor.closed() && !(over && *over)) executor.schedule(agent, scheduler.self());
}

// --- its end

// False when the execution is over.
bool RuntimeCore::close_all(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    const bool goes_on = scheduler.step_quietly(
        {where, {executor_->id(), Verb::Shutdown}, {blocking_.id(), Verb::Shutdown}});
    executor_->close();
    blocking_.close();
    return goes_on;
}

// CurrentThread::shutdown2, and for multi_thread worker.rs: pre_shutdown, shutdown_core. From then on
// nothing is polled; tasks that have not completed are dropped. Who is being polled is dropped when
// its poll ends. Then the blocking pool waits for its threads, the workers among them
// (blocking/pool.rs: shutdown); jobs that have not begun are dropped.
void RuntimeCore::shutdown(const Location& where, bool may_block) {
    Scheduler& scheduler = Scheduler::current();
    const bool goes_on = close_all(where);
    const auto tasks = std::exchange(tasks_, {});  // they share this core: a cycle until now
    const auto step = [&](const op::Executor& executor, Verb verb) {
        return scheduler.step_quietly({where, {executor.id(), verb}});
    };
    AgentSet able = 0;  // tasks that wait for their turn alone, or for a timer
    for (const auto& task : tasks) {
        const AgentId agent = task->agent();
        const op::Executor& executor = task->executor();
        if (!task->done() && agent != kNoAgent &&
            (executor.polls(agent) || executor.ready(agent) || executor.asleep(agent) ||
             scheduler.agent(agent).awaiting.empty()))
            able |= bit(agent);
    }
    // Without waiting, the tasks of workers are left to those.
    const bool drops = current_thread_ || (may_block && step(*executor_, Verb::DropTasks));
    if (!goes_on || !drops) {
        for (const auto& task : tasks) task->join_with({});  // two that await each other: a cycle
        return;
    }
    // Task ids begin at 1 and are the process's; here they are the runtime's.
    for (std::size_t shard = 0; shard < kOwnedShards; ++shard)
        for (std::size_t i = (shard + kOwnedShards - 1) % kOwnedShards; i < tasks.size();
             i += kOwnedShards)
            drop(*tasks[i], where, able);
    if (may_block && !join_threads(tasks, where)) return;
    for (const AgentId daemon : daemons_)
        if (daemon != kNoAgent) scheduler.drop(scheduler.agent(daemon), where, false);
}

bool RuntimeCore::join_threads(const std::vector<std::shared_ptr<TaskRecord>>& tasks,
                               const Location& where) {
    const auto join = [&](const op::Executor& executor) {
        return Scheduler::current().step_quietly({where, {executor.id(), Verb::JoinWorkers}});
    };
    if (!current_thread_ && !join(*executor_)) return false;
    const bool has_threads = std::any_of(tasks.begin(), tasks.end(), [&](const auto& task) {
        return &task->executor() == &blocking_;
    });
    return !has_threads || join(blocking_);
}

void RuntimeCore::drop(const TaskRecord& task, const Location& where, AgentSet able) {
    Scheduler& scheduler = Scheduler::current();
    op::Executor& executor = task.executor();
    // Until then a thread of the pool may take it: a job that waits for its turn is no task that waits.
    if (&executor == &blocking_ &&
        !scheduler.step_quietly({where, {blocking_.id(), Verb::Shutdown}}))
        return;
    if (task.done() || executor.polls(task.agent())) return;
    // One that was woken, or aborted, does not wait any more.
    const bool waits = !task.aborted() && !executor.ready(task.agent());
    scheduler.drop(scheduler.agent(task.agent()), where, waits, able);
}

// --- deferred wakers

void RuntimeCore::defer(const Waker& waker, const Location& where) {
    const AgentId self = Scheduler::current().self();
    const WorkerId worker = executor_->worker_of(self);
    if (worker == op::kNoWorker) return waker.wake(where);
    auto& list = deferred_[worker];
    if (!list.empty() && list.back().waker.will_wake(waker)) return;
    list.push_back({waker, where});
    executor_->defer(self, worker);
    start_waking(worker);
}

void RuntimeCore::forget_deferred() { deferred_.assign(deferred_.size(), {}); }

// A sleep takes its timer away itself, but for where all is torn down.
void RuntimeCore::forget_wakers() {
    forget_deferred();
    if (!Scheduler::current().silent()) return;
    for (Timer& timer : timers_) timer.waker = {};
    waiting_to_drive_.clear();
}

// The worker's own thread, when it is between polls and its round is over.
void RuntimeCore::start_waking(WorkerId worker) {
    if (daemons_[worker] != kNoAgent) return;
    const Location here = Location::current();
    daemons_[worker] = Scheduler::current().spawn(
        Name("deferred", deferred_.size() == 1 ? -1 : static_cast<int>(worker)),
        sched::AgentKind::Daemon,
        [this, worker, here] {
            for (;;) {
                Scheduler::current().step(
                    {here,
                     {executor_->id(), Verb::WakeDeferred, static_cast<std::int32_t>(worker)}});
                wake_deferred(worker);
            }
        },
        here);
}

void RuntimeCore::wake_deferred(WorkerId worker) {
    Scheduler& scheduler = Scheduler::current();
    auto list = std::exchange(deferred_[worker], {});
    executor_->begin_wake_deferred(worker, scheduler.self());
    bool behind = true;
    Location where;
    for (; !list.empty(); list.pop_back()) {
        where = list.back().where;
        behind = wake_behind(list.back(), behind);
    }
    if (!behind) scheduler.step({where, {executor_->id(), Verb::Suspend}});
    executor_->end_wake_deferred(worker);
}

// A task of this runtime is woken behind the last step, while that is one on the executor: it is part
// of it. Any other waker is called. Says whether the last step still is that one.
bool RuntimeCore::wake_behind(const Deferred& deferred, bool behind) {
    const auto* task = deferred.waker.target_as<TaskRecord>();
    if (behind && task && &task->executor() == executor_.get()) {
        executor_->schedule(task->agent(), Scheduler::current().self());
        return true;
    }
    deferred.waker.wake(deferred.where);
    return false;
}

// --- timers

// Time passes while a worker is between polls: a sleep fires at any such point.
void RuntimeCore::start_clock() {
    if (executor_->closed()) return;  // nothing fires any more
    if (daemons_.back() != kNoAgent) return;
    const Location here = Location::current();
    daemons_.back() = Scheduler::current().spawn(
        "time", sched::AgentKind::Daemon,
        [this, here] {
            for (;;)
                fire_timer(Scheduler::current().step({here, {executor_->id(), Verb::FireTimer}}));
        },
        here);
}

void RuntimeCore::fire_timer(unsigned way) {
    Scheduler& scheduler = Scheduler::current();
    const auto [id, worker] = executor_->begin_fire(way, scheduler.self());
    const auto timer = std::find_if(timers_.begin(), timers_.end(),
                                    [&, id = id](const Timer& one) { return one.id == id; });
    INVARIANT(timer != timers_.end(), "a timer fires that nobody has");
    timer->fired = true;
    const Deferred wakes{std::exchange(timer->waker, {}), timer->where};
    if (!wake_behind(wakes, true)) scheduler.step({wakes.where, {executor_->id(), Verb::Suspend}});
    executor_->end_fire(worker);
}

bool RuntimeCore::has_all() const {
    return current_thread_ && current_thread_->polls(Scheduler::current().self());
}

unsigned RuntimeCore::add_timer(const Waker& waker, const Location& where) {
    start_clock();
    timers_.push_back({++timers_made_, waker, where});
    executor_->add_timer(Scheduler::current().self(), timers_made_);
    return timers_made_;
}

void RuntimeCore::remove_timer(unsigned id) {
    executor_->remove_timer(id);
    std::erase_if(timers_, [&](const Timer& timer) { return timer.id == id; });
}

bool RuntimeCore::fired(unsigned id, const Waker& waker) {
    const auto timer = std::find_if(timers_.begin(), timers_.end(),
                                    [&](const Timer& one) { return one.id == id; });
    INVARIANT(timer != timers_.end(), "a sleep without its timer");
    if (!timer->fired) timer->waker = waker;
    return timer->fired;
}

// --- one worker, several threads in block_on

void RuntimeCore::stop_waiting_to_drive(const Waker& waker, const Location& where) {
    if (!Scheduler::current().step_quietly({where, {executor_->id(), Verb::Enter}})) return;
    const auto mine = [&](const Waker& one) { return one.will_wake(waker); };
    if (std::erase_if(waiting_to_drive_, mine) == 0) let_next_drive(where);
}

void RuntimeCore::let_next_drive(const Location& where) {
    if (waiting_to_drive_.empty()) return;
    const Waker next = waiting_to_drive_.front();
    waiting_to_drive_.erase(waiting_to_drive_.begin());
    next.wake(where);
}

}  // namespace impasse::rt
