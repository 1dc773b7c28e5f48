// Tasks: their record, which wakers and handles hold on to; their life; their handle.
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "harness/op/signals.hpp"
#include "harness/rt/async.hpp"
#include "harness/rt/coop.hpp"
#include "harness/rt/runtime_core.hpp"
#include "harness/rt/slot.hpp"

namespace impasse::rt {

enum class JoinError : unsigned char { Cancelled, Panic };

// Rust's Result<T, JoinError>.
template <class T>
class JoinResult {
  public:
    JoinResult(T value) : value_(std::move(value)) {}
    JoinResult(JoinError error) : value_(error) {}

    bool is_ok() const { return value_.index() == 0; }
    bool is_cancelled() const { return is(JoinError::Cancelled); }
    bool is_panic() const { return is(JoinError::Panic); }
    // Panics on an error, as unwrap() does.
    T unwrap(Location where = Location::current()) {
        if (!is_ok())
            panic(is_panic() ? "called unwrap() on a JoinError::Panic"
                             : "called unwrap() on a JoinError::Cancelled",
                  where);
        return std::get<0>(std::move(value_));
    }

  private:
    bool is(JoinError error) const { return !is_ok() && std::get<1>(value_) == error; }
    std::variant<T, JoinError> value_;
};

// The record of a task, apart from its future: what wakers and handles hold on to.
class TaskRecord : public Wake {
  public:
    // `executor` is one of the runtime's: its workers or its blocking pool.
    TaskRecord(Name name, std::shared_ptr<RuntimeCore> runtime, op::Executor& executor);
    ~TaskRecord() override;

    void wake(const Location& where) override;
    void run_by(AgentId agent);
    AgentId agent() const { return agent_; }
    op::TaskResult& result() { return result_; }
    bool done() const { return result_.done(); }
    op::Executor& executor() const { return *executor_; }
    bool aborted() const { return aborted_; }
    void abort(const Location& where);
    // The task is over, one way or the other; its result is in place.
    void complete(const Location& where);
    void join_with(Waker waker) { joiner_ = std::move(waker); }
    // Nobody will ask for the result.
    void detach(const Location& where);

  private:
    std::shared_ptr<RuntimeCore> runtime_;
    op::Executor* executor_;
    op::TaskResult result_;
    AgentId agent_ = kNoAgent;
    virtual void drop_outcome() = 0;
    void drop_unwanted();

    bool aborted_ = false;
    bool wanted_ = true;  // there is a handle
    Waker joiner_;
};

template <class T>
class TypedTask final : public TaskRecord {
  public:
    using TaskRecord::TaskRecord;
    std::optional<JoinResult<T>> outcome;

  private:
    void drop_outcome() override { outcome.reset(); }
};

// Awaiting it yields the task's result; dropping it detaches the task, and drops a result that is there.
// The result of a detached task is dropped when the task completes (tokio 1.35.1
// runtime/task/harness.rs: drop_join_handle_slow, complete). That is a step where dropping the result
// does anything.
template <class T>
class JoinHandle {
  public:
    using Output = JoinResult<T>;

    explicit JoinHandle(std::shared_ptr<TypedTask<T>> task, Location where)
        : task_(std::move(task)), where_(where) {}
    ~JoinHandle() { drop(); }
    JoinHandle(JoinHandle&& other) noexcept = default;
    JoinHandle& operator=(JoinHandle&& other) noexcept {
        std::swap(task_, other.task_);
        std::swap(where_, other.where_);
        return *this;
    }

    Poll<Output> poll(Context& context) {
        return budgeted(context, [&]() -> Poll<Output> {
            sched::Scheduler& scheduler = sched::Scheduler::current();
            op::TaskResult& result = task_->result();
            scheduler.step({context.where(), {result.id(), Verb::TaskPoll}});
            if (result.done()) return Poll<Output>::ready(std::move(*task_->outcome));
            task_->join_with(context.waker());
            scheduler.awaits({.object = result.id(), .what = "end of", .where = context.where()});
            return Poll<Output>::pending();
        });
    }
    // The task is dropped at its await when it is next polled; nothing happens to one that has
    // completed.
    void abort(Location where = Location::current()) { task_->abort(where); }

  private:
    void drop() {
        if constexpr (!std::is_trivially_destructible_v<T>)
            if (task_) task_->detach(where_);
    }

    std::shared_ptr<TypedTask<T>> task_;
    Location where_;
};

namespace detail {

// What spawn_blocking runs: a future that is ready at its first poll, which may block.
template <class Fn>
class Blocking {
  public:
    using Output = OutputOf<std::invoke_result_t<Fn&>>;
    explicit Blocking(Fn body) : body_(std::move(body)) {}

    Poll<Output> poll(Context& context) {
        sched::Scheduler::current().coroutine().context = &context;
        if constexpr (std::is_void_v<std::invoke_result_t<Fn&>>) {
            body_();
            return Poll<Output>::ready({});
        } else {
            return Poll<Output>::ready(body_());
        }
    }

  private:
    Fn body_;
};

// The life of a task: polled, suspended, polled again, until it is ready, aborted or dropped.
template <class F>
class TaskLife {
  public:
    using Output = typename F::Output;

    TaskLife(std::shared_ptr<TypedTask<Output>> task, std::shared_ptr<RuntimeCore> runtime,
             F future, bool may_block, Location where)
        : task_(std::move(task)),
          runtime_(std::move(runtime)),
          context_(Waker(task_), runtime_),
          future_(std::move(future)),
          may_block_(may_block),
          where_(where) {}

    void run() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        sched::Agent& self = scheduler.agent(scheduler.self());
        self.runtime = runtime_.get();
        self.in_runtime = !may_block_;
        try {
            loop();
        } catch (const sched::Dropped&) {
            end(JoinError::Cancelled);
            throw;
        }
        op::Executor& executor = task_->executor();
        if (!scheduler.step_quietly({context_.where(), {executor.id(), Verb::Suspend}})) return;
        executor.forget(task_->agent());
        executor.release(task_->agent());
    }

  private:
    void loop() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::Executor& executor = task_->executor();
        context_.at(where_);
        for (;;) {
            const unsigned way = scheduler.step({context_.where(), {executor.id(), Verb::Poll}});
            executor.take(scheduler.self(), way, context_.where());
            scheduler.forget_awaited();
            if (task_->aborted()) return end(JoinError::Cancelled);
            try {
                auto polled = future_->poll(context_);
                if (polled.is_ready()) return end(polled.take());
            } catch (const Panic& panic) {
                scheduler.panicked(panic.message(), panic.where(), false);
                return end(JoinError::Panic);
            } catch (const InvariantFailure&) {
                throw;
            } catch (const std::exception& exception) {
                scheduler.panicked(exception.what(), where_, false);
                return end(JoinError::Panic);
            }
            scheduler.step({context_.where(), {executor.id(), Verb::Suspend}});
            if (task_->aborted() || executor.closed()) return end(JoinError::Cancelled);
            executor.release(scheduler.self());
        }
    }

    void end(JoinResult<Output> outcome) {
        try {
            future_.reset();  // dropped before its result is published
            task_->outcome.emplace(std::move(outcome));
        } catch (const Panic& panic) {  // task/harness.rs: cancel_task, poll_future
            sched::Scheduler::current().panicked(panic.message(), panic.where(), false);
            task_->outcome.emplace(JoinError::Panic);
        }
        task_->complete(where_);
    }

    std::shared_ptr<TypedTask<Output>> task_;
    std::shared_ptr<RuntimeCore> runtime_;
    Context context_;  // outlives the future: its destructors may spawn
    Slot<F> future_;
    bool may_block_;
    Location where_;
};

template <class F>
JoinHandle<typename F::Output> spawn_on(const std::shared_ptr<RuntimeCore>& runtime, Name name,
                                        F future, Location where, bool may_block = false) {
    using Output = typename F::Output;
    sched::Scheduler& scheduler = sched::Scheduler::current();
    op::Executor& executor = may_block ? runtime->blocking_pool() : runtime->executor();
    auto task = std::make_shared<TypedTask<Output>>(name, runtime, executor);
    scheduler.step({where, {executor.id(), Verb::Schedule, -1}});
    if (executor.closed()) {  // OwnedTasks::bind, Spawner::spawn_task: it is cancelled at once
        { [[maybe_unused]] const F dropped = std::move(future); }
        task->outcome.emplace(JoinError::Cancelled);
        task->result().complete();
        return JoinHandle<Output>(std::move(task), where);
    }
    auto life = std::make_shared<TaskLife<F>>(task, runtime, std::move(future), may_block, where);
    task->run_by(scheduler.spawn(
        name, may_block ? sched::AgentKind::Thread : sched::AgentKind::Task,
        [life = std::move(life)]() mutable { std::exchange(life, nullptr)->run(); }, where));
    if (!scheduler.silent()) executor.schedule(task->agent(), scheduler.self());
    runtime->adopt(task);
    return JoinHandle<Output>(std::move(task), where);
}

template <class F>
auto as_future(F&& body) {
    if constexpr (Future<std::decay_t<F>>) {
        return std::forward<F>(body);
    } else {
        return Async<std::decay_t<F>>(std::forward<F>(body));
    }
}

}  // namespace detail

}  // namespace impasse::rt
