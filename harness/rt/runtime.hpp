// A tokio-shaped runtime with one worker, driven by the thread that calls block_on
// (Builder::new_current_thread).
//
//     rt::Runtime runtime("rt");
//     runtime.block_on([&] { auto handle = rt::spawn("fetch", [&] { ... }); rt::await(handle); });
//
// Tasks are agents that run only while the worker polls them; nothing of the runtime moves while
// nobody is in block_on. Dropping the runtime drops its tasks at their awaits (in the order of
// OwnedTasks: four shards by task id, oldest first in each); their handles then say Cancelled.
// Left out: the cooperative budget (a poll is not cut off after 128 ready operations), I/O.
#pragma once

#include <variant>

#include "harness/op/signals.hpp"
#include "harness/op/worker.hpp"
#include "harness/rt/async.hpp"
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

class TaskRecord;

// What a runtime, its tasks and their wakers share.
class RuntimeCore {
  public:
    explicit RuntimeCore(Name name);
    ~RuntimeCore();

    op::Worker& worker() { return worker_; }
    bool shut_down() const { return shut_down_; }
    void adopt(std::shared_ptr<TaskRecord> task) { tasks_.push_back(std::move(task)); }
    void shutdown(const Location& where);
    // Wakes one of its agents, unless it is over by then: a step of the running agent.
    void schedule(AgentId agent, const Location& where, const bool* over = nullptr);
    unsigned add_timer(AgentId agent);
    void remove_timer(unsigned id);
    bool fired(unsigned id) const;

  private:
    void drop(const TaskRecord& task, const Location& where);
    void start_clock();

    op::Worker worker_;
    std::vector<std::shared_ptr<TaskRecord>> tasks_;
    bool shut_down_ = false;
    AgentId clock_ = kNoAgent;
    unsigned timers_ = 0;
    std::vector<unsigned> fired_;
};

// The record of a task, apart from its future: what wakers and handles hold on to.
class TaskRecord : public Wake {
  public:
    TaskRecord(Name name, std::shared_ptr<RuntimeCore> runtime);
    ~TaskRecord() override;

    void wake(const Location& where) override;
    void run_by(AgentId agent);
    AgentId agent() const { return agent_; }
    op::TaskResult& result() { return result_; }
    RuntimeCore& runtime() { return *runtime_; }
    bool aborted() const { return aborted_; }
    void abort(const Location& where);
    // The task is over, one way or the other; its result is in place.
    void complete(const Location& where);
    void join_with(Waker waker) { joiner_ = std::move(waker); }
    // Nobody will ask for the result.
    void detach(const Location& where);

  private:
    std::shared_ptr<RuntimeCore> runtime_;
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
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::TaskResult& result = task_->result();
        scheduler.step({context.where(), {result.id(), Verb::TaskPoll}});
        if (result.done()) return Poll<Output>::ready(std::move(*task_->outcome));
        task_->join_with(context.waker());
        scheduler.awaits({.object = result.id(), .what = "end of", .where = context.where()});
        return Poll<Output>::pending();
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

// The life of a task: polled, suspended, polled again, until it is ready, aborted or dropped.
template <class F>
class TaskLife {
  public:
    using Output = typename F::Output;

    TaskLife(std::shared_ptr<TypedTask<Output>> task, std::shared_ptr<RuntimeCore> runtime,
             F future, Location where)
        : task_(std::move(task)),
          runtime_(std::move(runtime)),
          context_(Waker(task_), runtime_),
          future_(std::move(future)),
          where_(where) {}

    void run() {
        try {
            loop();
        } catch (const sched::Dropped&) {
            end(JoinError::Cancelled);
            throw;
        }
        op::Worker& worker = runtime_->worker();
        const Step gives_back{context_.where(), {worker.id(), Verb::Suspend}};
        if (!sched::Scheduler::current().step_quietly(gives_back)) return;
        worker.forget(task_->agent());
        worker.release();
    }

  private:
    void loop() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::Worker& worker = runtime_->worker();
        context_.at(where_);
        for (;;) {
            scheduler.step({context_.where(), {worker.id(), Verb::Poll}});
            worker.take(scheduler.self(), context_.where());
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
            scheduler.step({context_.where(), {worker.id(), Verb::Suspend}});
            if (task_->aborted()) return end(JoinError::Cancelled);
            worker.release();
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
    Location where_;
};

template <class F>
JoinHandle<typename F::Output> spawn_on(const std::shared_ptr<RuntimeCore>& runtime, Name name,
                                        F future, Location where) {
    using Output = typename F::Output;
    sched::Scheduler& scheduler = sched::Scheduler::current();
    auto task = std::make_shared<TypedTask<Output>>(name, runtime);
    scheduler.step({where, {runtime->worker().id(), Verb::Schedule, -1}});
    if (runtime->shut_down()) {  // OwnedTasks::bind: closed, so it is cancelled at once
        { const F dropped = std::move(future); }
        task->outcome.emplace(JoinError::Cancelled);
        task->result().complete();
        return JoinHandle<Output>(std::move(task), where);
    }
    auto life = std::make_shared<TaskLife<F>>(task, runtime, std::move(future), where);
    task->run_by(scheduler.spawn(
        name, sched::AgentKind::Task,
        [life = std::move(life)]() mutable { std::exchange(life, nullptr)->run(); }, where));
    if (!scheduler.silent()) runtime->worker().schedule(task->agent(), scheduler.self());
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

class Runtime {
  public:
    explicit Runtime(Name name = "worker 0", Location where = Location::current())
        : core_(std::make_shared<RuntimeCore>(name)), where_(where) {}
    ~Runtime() {
        const sched::InDestructor quietly;
        core_->shutdown(where_);
    }
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    // Drives the runtime with this thread until the future (or async body) is ready.
    template <class F>
    auto block_on(F&& body, Location where = Location::current()) {
        return drive(detail::as_future(std::forward<F>(body)), where);
    }

    template <class F>
    auto spawn(Name name, F&& body, Location where = Location::current()) {
        return detail::spawn_on(core_, name, detail::as_future(std::forward<F>(body)), where);
    }

  private:
    struct MainWaker final : Wake {
        MainWaker(std::shared_ptr<RuntimeCore> core, AgentId agent)
            : core_(std::move(core)), agent_(agent) {}
        void wake(const Location& where) override { core_->schedule(agent_, where, &over); }
        bool over = false;

      private:
        std::shared_ptr<RuntimeCore> core_;
        AgentId agent_;
    };

    // This thread drives the worker, until block_on returns or is unwound.
    struct Driving {
        Driving(op::Worker& worker, MainWaker& waker, AgentId self, const Location& where)
            : worker_(worker), waker_(waker), where_(where) {
            worker_.enter(self);
        }
        ~Driving() {
            const Step leaves{where_, {worker_.id(), Verb::Leave}};
            const sched::InDestructor quietly;
            if (!sched::Scheduler::current().step_quietly(leaves)) return;
            waker_.over = true;
            worker_.leave();
        }

      private:
        op::Worker& worker_;
        MainWaker& waker_;
        Location where_;
    };

    template <class F>
    typename F::Output drive(F main, Location where) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::Worker& worker = core_->worker();
        const AgentId self = scheduler.self();
        auto waker = std::make_shared<MainWaker>(core_, self);
        Context context(Waker(waker), core_);
        context.at(where);
        scheduler.step({where, {worker.id(), Verb::Enter}});
        if (worker.driven()) panic("Cannot start a runtime from within a runtime", where);
        const Driving driving(worker, *waker, self, where);
        F future(std::move(main));  // dropped before its context
        for (;;) {
            scheduler.step({context.where(), {worker.id(), Verb::Poll}});
            worker.take(self, context.where());
            scheduler.forget_awaited();
            auto polled = future.poll(context);
            if (polled.is_ready()) return polled.take();
            scheduler.step({context.where(), {worker.id(), Verb::Suspend}});
            worker.release();
        }
    }

    std::shared_ptr<RuntimeCore> core_;
    Location where_;
};

// Spawns on the runtime that polls the running async body.
template <class F>
auto spawn(Name name, F&& body, Location where = Location::current()) {
    const auto& runtime = current_context().runtime();
    INVARIANT(runtime != nullptr, "spawn outside of a runtime");
    return detail::spawn_on(runtime, name, detail::as_future(std::forward<F>(body)), where);
}

}  // namespace impasse::rt
