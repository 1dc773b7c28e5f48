// What polls tasks: one object, with its workers' slots (which task is polled), run queues, deferred
// wakers and timers. A poll takes a slot and pops a queue in one go.
//
// The order in which tasks are polled is each executor's own: CurrentThread, MultiThread,
// BlockingPool. What they share is here: which agents are scheduled, over, asleep.
#pragma once

#include <vector>

#include "harness/op/object.hpp"

namespace impasse::op {

// Which of an executor's workers: its place.
using WorkerId = unsigned;
inline constexpr WorkerId kNoWorker = ~0U;

// tokio's Builder, as far as the order of polls goes. Made small, an interval shows what happens
// behind it in few steps; what happens only within a longer one is not seen then.
struct Intervals {
    unsigned event = 61;  // polls between two looks at timers and deferred wakers
    unsigned inject = 0;  // ticks between two looks at the inject queue first; 0: the runtime's own
    unsigned budget = 128;    // ready operations in one poll (runtime/coop.rs)
    unsigned lifo_polls = 3;  // polls in a row from the LIFO slot
    bool any_order = false;   // any scheduled task may be next: a runtime that promises no order
};

class Executor : public Object {
  public:
    using Object::Object;

    void blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const final;

    // A poll begins; `way` is the way that the step was taken in.
    virtual void take(AgentId agent, unsigned way, const Location& where) = 0;
    virtual void release(AgentId agent) = 0;  // a poll ends
    // Wakes an agent. Nothing happens to one that is scheduled already.
    virtual void schedule(AgentId agent, AgentId by) = 0;
    // Whose thread runs this agent now; kNoWorker when none of them does.
    virtual WorkerId worker_of(AgentId agent) const = 0;
    bool polls(AgentId agent) const { return worker_of(agent) != kNoWorker; }
    // What is left of the budget of the poll that this agent is in; null without one.
    virtual unsigned* budget_of(AgentId) { return nullptr; }
    // Whether it is woken and waits for nothing but its turn.
    virtual bool ready(AgentId agent) const;
    bool asleep(AgentId agent) const;  // until a timer fires
    bool has_timers() const { return !timers_.empty(); }
    // The task is over: it is never scheduled again.
    virtual void forget(AgentId agent);

    // The agent's waker is woken later, with the worker's other deferred ones (yield_now).
    virtual void defer(AgentId, WorkerId) {}
    // The worker is between polls and wakes them: `by` has its slot until then. The last one is
    // woken first (scheduler/defer.rs).
    virtual void begin_wake_deferred(WorkerId, AgentId) {}
    virtual void end_wake_deferred(WorkerId) {}

    void add_timer(AgentId agent, unsigned id) { timers_.push_back({agent, id}); }
    void remove_timer(unsigned id);
    // A worker that looks at the clock fires a timer: which one says the way.
    struct Fired {
        unsigned timer = 0;
        WorkerId worker = kNoWorker;
    };
    virtual Fired begin_fire(unsigned, AgentId) { return {}; }
    virtual void end_fire(WorkerId) {}

    // Nothing is polled from now on.
    void close() { closed_ = true; }
    bool closed() const { return closed_; }

  protected:
    struct Timer {
        AgentId agent;
        unsigned id;
    };
    // Whose next move must come before the agent can be polled.
    virtual void ahead_of(AgentId agent, std::vector<Blocker>& out) const = 0;

    Timer take_timer(unsigned place);

    AgentSet scheduled_ = 0;  // in a queue, or woken while being polled
    AgentSet over_ = 0;       // completed: never scheduled again
    std::vector<Timer> timers_;
    bool closed_ = false;
};

// Two operations on the same executor: are they dependent?
bool worker_dependent(Verb a, Verb b);

}  // namespace impasse::op
