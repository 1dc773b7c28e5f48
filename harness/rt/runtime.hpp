// tokio-shaped runtimes.
//
//     rt::Runtime runtime("rt");  // Builder::new_current_thread: block_on's thread is the worker
//     runtime.block_on([&] { auto handle = rt::spawn("fetch", [&] { ... }); rt::await(handle); });
//
//     auto runtime = rt::Builder::new_multi_thread("rt").worker_threads(2).build();
//
// Tasks are agents that run only while a worker polls them. On current_thread nothing of the runtime
// moves while nobody is in block_on. Dropping the runtime drops its tasks at their awaits (in the
// order of OwnedTasks: four shards by task id, oldest first in each); their handles then say
// Cancelled. Left out: I/O, block_in_place, LocalSet.
#pragma once

#include <memory>
#include <utility>

#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime_core.hpp"
#include "harness/rt/task.hpp"

namespace impasse::rt {

// This thread is inside of a runtime until it returns: it may not enter another one, or block on its
// end (runtime/context/runtime.rs: enter_runtime).
class Entered {
  public:
    Entered(RuntimeCore& runtime, const Location& where);
    ~Entered();
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

  private:
    AgentId self_;
    void* before_;
};

// A reference to a runtime that does not keep it from shutting down.
class Handle {
  public:
    explicit Handle(std::shared_ptr<RuntimeCore> core) : core_(std::move(core)) {}
    // Panics outside of a runtime.
    static Handle current(Location where = Location::current());

    template <class F>
    auto spawn(Name name, F&& body, Location where = Location::current()) const {
        return detail::spawn_on(core_, name, detail::as_future(std::forward<F>(body)), where);
    }

    // Runs a function that may block on a thread of the blocking pool. Once it runs it cannot be
    // aborted, and the end of the runtime waits for it.
    template <class Fn>
    auto spawn_blocking(Name name, Fn body, Location where = Location::current()) const {
        return detail::spawn_on(core_, name, detail::Blocking<Fn>(std::move(body)), where, true);
    }

    // Polls the future on this thread, which parks in between. It drives nothing: on current_thread
    // somebody else must be in Runtime::block_on for tasks and sleeps to go on.
    template <class F>
    auto block_on(F&& body, Location where = Location::current()) const {
        return park_on(detail::as_future(std::forward<F>(body)), where);
    }

  private:
    template <class F>
    typename F::Output park_on(F main, Location where) const {
        const Entered entered(*core_, where);
        auto waker = std::make_shared<ThreadWaker>();
        Context context(Waker(waker), core_);
        context.at(where);
        F future(std::move(main));  // dropped before its context
        for (;;) {
            auto polled = future.poll(context);
            if (polled.is_ready()) return polled.take();
            waker->park(context.where());
            sched::Scheduler::current().forget_awaited();
        }
    }

    std::shared_ptr<RuntimeCore> core_;
};

class Runtime {
  public:
    explicit Runtime(Name name = "worker 0", Location where = Location::current());
    explicit Runtime(const RuntimeOptions& options, Location where = Location::current());
    // Waits for whoever is being polled by a worker of its own or runs on its blocking pool. Panics
    // inside of a runtime, as it may not block there.
    ~Runtime() noexcept(false);
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    Handle handle() const { return Handle(core_); }

    // Drops the runtime without waiting for anybody, also inside of a runtime (runtime/runtime.rs:452):
    // what runs on its blocking pool runs on.
    void shutdown_background(Location where = Location::current()) &&;

    // Polls the future (or async body) on this thread until it is ready. On current_thread this thread
    // is the worker meanwhile, unless another one is.
    template <class F>
    auto block_on(F&& body, Location where = Location::current()) {
        if (!core_->current_thread()) return handle().block_on(std::forward<F>(body), where);
        return drive(detail::as_future(std::forward<F>(body)), where);
    }

    template <class F>
    auto spawn(Name name, F&& body, Location where = Location::current()) {
        return handle().spawn(name, std::forward<F>(body), where);
    }

    template <class Fn>
    auto spawn_blocking(Name name, Fn body, Location where = Location::current()) {
        return handle().spawn_blocking(name, std::move(body), where);
    }

  private:
    struct MainWaker final : Wake {
        MainWaker(std::shared_ptr<RuntimeCore> core, AgentId agent)
            : core_(std::move(core)), agent_(agent) {}
        void wake(const Location& where) override {
            RuntimeCore::schedule(core_->executor(), agent_, where, &over);
        }
        bool over = false;

      private:
        std::shared_ptr<RuntimeCore> core_;
        AgentId agent_;
    };

    // This thread drives the worker, until block_on returns or is unwound.
    class Driving {
      public:
        Driving(RuntimeCore& core, MainWaker& waker, const Location& where);
        ~Driving();
        Driving(const Driving&) = delete;
        Driving& operator=(const Driving&) = delete;

      private:
        RuntimeCore& core_;
        MainWaker& waker_;
        Location where_;
    };

    // scheduler/current_thread/mod.rs: CurrentThread::block_on. Who finds the worker driven polls
    // nothing but its own future, until that is ready or it is let drive.
    template <class F>
    typename F::Output drive(F main, Location where) {
        const Entered entered(*core_, where);
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::CurrentThread& worker = *core_->current_thread();
        auto thread = std::make_shared<ThreadWaker>();
        Context beside(Waker(thread), core_);
        beside.at(where);
        auto driver = std::make_shared<MainWaker>(core_, scheduler.self());
        Context context(Waker(driver), core_);
        context.at(where);
        F future(std::move(main));  // dropped before its contexts
        for (;;) {
            scheduler.step({where, {worker.id(), Verb::Enter}});
            if (!worker.driven()) break;
            core_->wait_to_drive(beside.waker());
            auto polled = future.poll(beside);
            if (polled.is_ready()) {
                core_->stop_waiting_to_drive(beside.waker(), where);
                return polled.take();
            }
            thread->park(beside.where());
            scheduler.forget_awaited();
        }
        const Driving driving(*core_, *driver, where);
        return drive_until(future, context);
    }

    template <class F>
    typename F::Output drive_until(F& future, Context& context) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        op::CurrentThread& worker = *core_->current_thread();
        for (;;) {
            const unsigned way = scheduler.step({context.where(), {worker.id(), Verb::Poll}});
            worker.take(scheduler.self(), way, context.where());
            scheduler.forget_awaited();
            auto polled = future.poll(context);
            if (polled.is_ready()) return polled.take();
            scheduler.step({context.where(), {worker.id(), Verb::Suspend}});
            worker.release(scheduler.self());
        }
    }

    std::shared_ptr<RuntimeCore> core_;
    Location where_;
    bool consumed_ = false;  // by shutdown_background
};

// tokio::runtime::Builder.
class Builder {
  public:
    static Builder new_current_thread(Name name = "worker 0") { return Builder(name, 0); }
    // Its threads are "worker 0", "worker 1", ... of the runtime's name.
    static Builder new_multi_thread(Name name = "workers") { return Builder(name, 2); }

    Builder& worker_threads(unsigned workers);
    Builder& event_interval(unsigned polls);
    Builder& global_queue_interval(unsigned ticks);
    // MAX_LIFO_POLLS_PER_TICK; 0: Builder::disable_lifo_slot.
    Builder& max_lifo_polls(unsigned polls);
    // Ready operations in one poll before it must end (harness/rt/coop.hpp).
    Builder& cooperative_budget(unsigned operations);
    Builder& max_blocking_threads(unsigned threads);
    // A current_thread runtime that promises no order: any task that is woken may be polled next.
    Builder& any_order();

    const RuntimeOptions& options() const { return options_; }
    Runtime build(Location where = Location::current()) const { return Runtime(options_, where); }

  private:
    Builder(Name name, unsigned workers) {
        options_.name = name;
        options_.workers = workers;
    }
    RuntimeOptions options_;
};

// On the runtime that polls the running async body, or runs this thread of its blocking pool.
template <class F>
auto spawn(Name name, F&& body, Location where = Location::current()) {
    const auto& runtime = current_context().runtime();
    INVARIANT(runtime != nullptr, "spawn outside of a runtime");
    return detail::spawn_on(runtime, name, detail::as_future(std::forward<F>(body)), where);
}

template <class Fn>
auto spawn_blocking(Name name, Fn body, Location where = Location::current()) {
    return Handle::current(where).spawn_blocking(name, std::move(body), where);
}

}  // namespace impasse::rt
