// The one worker of a current_thread runtime, driven by the thread that is in block_on.
//
// The order is tokio 1.35.1's (runtime/scheduler/current_thread/mod.rs: CoreGuard::block_on,
// Core::next_task, Context::park, park_yield):
// - The main future is polled at the head of each round, if it was woken; then up to 61 tasks
//   (event_interval). A round ends early when no task is left.
// - Tasks woken on the worker's own thread go to the back of a local queue, others to the inject
//   queue, which is looked at when the local one is empty, and first at every 31st tick.
// - yield_now defers its waker. Deferred ones are woken when a round is over, before the next one
//   begins; timers that fire there come before them.
// What is left open: a worker that has found no task may have parked, or not yet, when it is given one.
// If it had, the main future and the deferred wakers come first; if not, the task does. Then both are
// enabled.
#pragma once

#include <deque>

#include "harness/op/executor.hpp"

namespace impasse::op {

class CurrentThread final : public Executor {
  public:
    CurrentThread(Name name, const Intervals& intervals);

    unsigned ways(const Access& access, AgentId agent) const override;
    std::string state() const override;

    // block_on begins and ends: without a driver nothing is polled.
    void enter(AgentId main);
    void leave();
    bool driven() const { return main_ != kNoAgent; }

    void take(AgentId agent, unsigned way, const Location& where) override;
    void release(AgentId agent) override;
    void schedule(AgentId agent, AgentId by) override;
    WorkerId worker_of(AgentId agent) const override;
    unsigned* budget_of(AgentId agent) override { return polls(agent) ? &budget_ : nullptr; }
    bool ready(AgentId agent) const override;
    void forget(AgentId agent) override;

    void defer(AgentId agent, WorkerId worker) override;
    void begin_wake_deferred(WorkerId worker, AgentId by) override;
    void end_wake_deferred(WorkerId worker) override;
    Fired begin_fire(unsigned way, AgentId by) override;
    void end_fire(WorkerId worker) override;

  private:
    void ahead_of(AgentId agent, std::vector<Blocker>& out) const override;
    AgentSet next() const;
    AgentId front() const;
    AgentId first_of_round() const;
    AgentId first_when_parked() const;
    bool may_park() const;

    Intervals intervals_;
    AgentId slot_ = kNoAgent;
    Location polled_at_;
    AgentId main_ = kNoAgent;
    bool main_woken_ = false;
    std::deque<AgentId> local_;
    std::deque<AgentId> inject_;
    std::vector<AgentId> deferred_;
    unsigned polls_left_ = 0;  // of this round
    unsigned tick_ = 0;
    unsigned budget_ = 0;  // of this poll
    bool idle_ = false;    // it found no task since the last poll: it may have parked
};

}  // namespace impasse::op
