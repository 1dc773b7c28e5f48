// What a runtime, its tasks and their wakers share: its workers, its blocking pool, its timers.
#pragma once

#include <memory>
#include <vector>

#include "harness/op/blocking_pool.hpp"
#include "harness/op/current_thread.hpp"
#include "harness/op/multi_thread.hpp"
#include "harness/rt/async.hpp"

namespace impasse::rt {

class TaskRecord;

struct RuntimeOptions {
    Name name = "worker 0";
    unsigned workers = 0;  // 0: current_thread
    op::Intervals intervals;
    unsigned max_blocking_threads = 512;  // runtime/builder.rs
};

class RuntimeCore : public std::enable_shared_from_this<RuntimeCore> {
  public:
    explicit RuntimeCore(const RuntimeOptions& options);
    ~RuntimeCore();

    // The runtime that the running agent's thread has entered (tokio's Handle::current); null outside
    // of any.
    static RuntimeCore* current();

    op::Executor& executor() { return *executor_; }
    // Null for a multi_thread runtime.
    op::CurrentThread* current_thread() { return current_thread_; }
    op::BlockingPool& blocking_pool() { return blocking_; }
    bool shut_down() const { return executor_->closed(); }
    void adopt(std::shared_ptr<TaskRecord> task) { tasks_.push_back(std::move(task)); }
    // Its tasks are dropped at their awaits; who is being polled, or blocks a thread of it, is waited
    // for, unless the caller may not block.
    void shutdown(const Location& where, bool may_block);

    // Wakes one of an executor's agents, unless it is over by then: a step of the running agent.
    static void schedule(op::Executor& executor, AgentId agent, const Location& where,
                         const bool* over = nullptr);
    // context::defer: on a worker's thread the waker is called at the end of a round, elsewhere now.
    void defer(const Waker& waker, const Location& where);
    void forget_deferred();
    // The runtime is over. What it wakes shares it: a circle until now.
    void forget_wakers();

    // Whether the running agent has the only worker: then nothing else moves here meanwhile.
    bool has_all() const;
    unsigned add_timer(const Waker& waker, const Location& where);
    void remove_timer(unsigned id);
    // Whether it has; if not, this waker is called when it does.
    bool fired(unsigned id, const Waker& waker);

    // Threads that have found another one driving the current_thread worker.
    void wait_to_drive(const Waker& waker) { waiting_to_drive_.push_back(waker); }
    // Its future is ready: if it was just let drive, the next one is.
    void stop_waiting_to_drive(const Waker& waker, const Location& where);
    void let_next_drive(const Location& where);

  private:
    struct Deferred {
        Waker waker;
        Location where;
    };
    struct Timer {
        unsigned id = 0;
        Waker waker;
        Location where;
        bool fired = false;
    };

    void drop(const TaskRecord& task, const Location& where, AgentSet able);
    // Waits for the workers' threads and those of the blocking pool. False: this is being torn down.
    bool join_threads(const std::vector<std::shared_ptr<TaskRecord>>& tasks, const Location& where);
    bool close_all(const Location& where);
    void start_clock();
    void start_waking(op::WorkerId worker);
    void wake_deferred(op::WorkerId worker);
    void fire_timer(unsigned way);
    bool wake_behind(const Deferred& waker, bool behind);

    std::unique_ptr<op::Executor> executor_;
    op::CurrentThread* current_thread_ = nullptr;
    op::BlockingPool blocking_;
    std::vector<std::shared_ptr<TaskRecord>> tasks_;
    std::vector<std::vector<Deferred>> deferred_;  // by worker
    std::vector<AgentId> daemons_;                 // by worker; the last one is the clock
    std::vector<Timer> timers_;
    unsigned timers_made_ = 0;
    std::vector<Waker> waiting_to_drive_;
};

}  // namespace impasse::rt
