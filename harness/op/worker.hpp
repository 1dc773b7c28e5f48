// The one worker of a current_thread runtime: its slot (which task is polled), its run queue, its
// deferred wakers and its timers. One object: a poll takes the slot and pops the queue in one go.
//
// The order is tokio 1.35's (runtime/scheduler/current_thread: CoreGuard::block_on,
// Core::next_task, Context::park):
// - The main future is polled at the head of each round, if it was woken; then up to 61 tasks
//   (event_interval). A round ends early when no task is left.
// - Tasks woken on the worker's own thread go to the back of a local queue, others to the inject
//   queue, which is looked at when the local one is empty, and first at every 31st tick.
// - yield_now defers its waker. Deferred ones are woken when a round is over, the last one first
//   (scheduler/defer.rs pops from the back); timers that fire there come before them.
// What is left open: a worker that has found no task may have parked, or not yet, when it is given one.
// If it had, the main future and the deferred wakers come first; if not, the task does. Then both are
// enabled.
#pragma once

#include <deque>
#include <vector>

#include "harness/op/object.hpp"

namespace impasse::op {

class Worker final : public Object {
  public:
    using Object::Object;

    unsigned ways(const Access& access, AgentId agent) const override;
    void blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const override;
    std::string state() const override;

    // block_on begins and ends: without a driver nothing is polled.
    void enter(AgentId main);
    void leave();
    bool driven() const { return main_ != kNoAgent; }
    // Whether the agent runs on this worker's own thread at the moment.
    bool is_inside(AgentId agent) const { return agent == main_ || agent == slot_; }

    void take(AgentId agent, const Location& where);  // a poll begins
    void release();                                   // a poll ends
    // Wakes a task or the main future. Nothing happens to one that is scheduled already.
    void schedule(AgentId agent, AgentId by);
    void defer(AgentId agent);
    // Whether it is woken and waits for nothing but its turn.
    bool ready(AgentId agent) const;
    // The task is over: it is never scheduled again.
    void forget(AgentId agent);

    void add_timer(AgentId agent, unsigned id) { timers_.push_back({agent, id}); }
    void remove_timer(unsigned id);
    // Fires the timer in this place: wakes its task, and says which it was.
    unsigned fire(unsigned place);

  private:
    struct Timer {
        AgentId agent;
        unsigned id;
    };

    AgentSet next() const;
    AgentId front(const std::deque<AgentId>& local) const;
    AgentId first_of_round() const;
    AgentId first_when_parked() const;
    void flush_deferred();
    void push(AgentId agent, bool from_inside);

    static constexpr unsigned kEventInterval = 61;
    static constexpr unsigned kInjectInterval = 31;

    AgentId slot_ = kNoAgent;
    Location polled_at_;
    AgentId main_ = kNoAgent;
    bool main_woken_ = false;
    std::deque<AgentId> local_;
    std::deque<AgentId> inject_;
    std::vector<AgentId> deferred_;
    AgentSet scheduled_ = 0;   // in a queue, or woken while being polled
    AgentSet over_ = 0;        // completed: never scheduled again
    unsigned polls_left_ = 0;  // of this round
    unsigned tick_ = 0;
    bool idle_ = false;  // it found no task since the last poll: it may have parked
    std::vector<Timer> timers_;
};

}  // namespace impasse::op
