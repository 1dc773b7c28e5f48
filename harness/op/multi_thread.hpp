// The workers of a multi_thread runtime: each a thread of its own, with a LIFO slot, a queue that others
// may steal from, and deferred wakers.
//
// The rules are tokio 1.35.1's (runtime/scheduler/multi_thread/worker.rs, idle.rs, queue.rs, park.rs):
// - The task that is woken last by the worker's running task goes to its LIFO slot; the one that was
//   there goes to the back of its queue, from which idle workers steal. Nobody steals from a LIFO slot
//   or from deferred wakers: who blocks a worker keeps those for ever.
// - The LIFO slot is polled right behind the task that filled it; after 3 such polls in a row it takes
//   no more, and what is woken goes to the queue (run_task, MAX_LIFO_POLLS_PER_TICK).
// - Deferred wakers are woken when the worker finds no work anywhere, and at every 61st tick
//   (event_interval).
// - Other threads push to the inject queue. Who takes from it with an empty queue takes a share.
// - A worker without work parks. It is unparked when there is something to steal or take and nobody
//   searches; a searcher that has found work has the next one unparked (worker_to_notify,
//   transition_from_searching). So parked workers do not look for work by themselves.
// - The first that parks sits on the driver, which fires timers. Others park beside it and do not
//   take over when it leaves: who fires its own sleep and then blocks leaves the timers to nobody,
//   until another worker parks anew.
//
// A worker that has nothing to do and nothing deferred parks at once here. It could be slower; but whoever
// gives it work has a worker unparked in any case, and that one parks anew, on the driver if it is free,
// when it finds nothing. When it has deferred wakers it is open whether it is before or behind them.
//
// Left out: in the few instructions between a pop from the inject queue and the push of the rest onto
// the own queue nobody sees that rest, and a worker that parks just then is not unparked for it
// (next_task, notify_if_work_pending). The queue's bound of 256, behind which half of it goes to
// the inject queue. The tuning of the inject interval by how long polls take. block_in_place.
#pragma once

#include <deque>

#include "harness/op/executor.hpp"

namespace impasse::op {

class MultiThread final : public Executor {
  public:
    MultiThread(Name name, unsigned workers, const Intervals& intervals);

    unsigned ways(const Access& access, AgentId agent) const override;
    std::string state() const override;

    void take(AgentId agent, unsigned way, const Location& where) override;
    void release(AgentId agent) override;
    void schedule(AgentId agent, AgentId by) override;
    WorkerId worker_of(AgentId agent) const override;
    unsigned* budget_of(AgentId agent) override;
    bool ready(AgentId agent) const override;
    void forget(AgentId agent) override;

    void defer(AgentId agent, WorkerId worker) override;
    void begin_wake_deferred(WorkerId worker, AgentId by) override;
    void end_wake_deferred(WorkerId worker) override;
    Fired begin_fire(unsigned way, AgentId by) override;
    void end_fire(WorkerId worker) override;

  private:
    struct Worker {
        AgentId slot = kNoAgent;
        Location polled_at;
        AgentId lifo = kNoAgent;
        std::deque<AgentId> queue;
        std::vector<AgentId> deferred;
        unsigned tick = 0;
        unsigned budget = 0;      // of the poll, and of those from the LIFO slot behind it
        unsigned lifo_polls = 0;  // in a row
        bool lifo_enabled = true;
        bool running = false;  // within run_task: the LIFO slot comes next
        bool parked = false;   // among the sleepers
        bool searching = false;
        bool idle = false;        // it found no work since its last poll
        bool looking = false;     // between its timers and its deferred wakers
        bool maintained = false;  // at this tick
        bool turning = false;     // fires timers or wakes deferred ones: nobody is told of work yet

        bool busy() const { return slot != kNoAgent; }
        // It polls what is in its LIFO slot before anything else.
        bool in_row() const { return running && lifo != kNoAgent; }
        bool has_tasks() const { return lifo != kNoAgent || !queue.empty(); }
        std::size_t tasks() const { return queue.size() + (lifo != kNoAgent ? 1 : 0); }
    };
    // A worker's next poll: of whom, and where it finds it.
    enum class Source : unsigned char { Lifo, Queue, Inject, InjectOne, Steal };
    struct Candidate {
        WorkerId worker = kNoWorker;
        AgentId agent = kNoAgent;
        Source source = Source::Queue;
        WorkerId victim = kNoWorker;
    };

    void ahead_of(AgentId agent, std::vector<Blocker>& out) const override;
    void candidates_of(WorkerId id, std::vector<Candidate>& out) const;
    std::vector<Candidate> candidates(AgentId agent) const;
    bool may_search(const Worker& worker) const;
    bool finds_work(WorkerId id) const;
    bool must_wake_deferred(const Worker& worker) const;
    bool may_wake_deferred(WorkerId id) const;
    bool at_interval(const Worker& worker, unsigned interval) const;
    bool at_event(const Worker& worker) const;
    std::vector<WorkerId> at_clock() const;

    AgentId pop(const Candidate& from);
    void push_local(Worker& worker, AgentId agent, bool is_yield);
    void leave_driver(WorkerId id);
    void unpark(WorkerId id);
    void notify();
    void settle();
    static void ticks(Worker& worker);
    std::size_t searching() const;
    static std::size_t half(const std::deque<AgentId>& queue) {
        return queue.size() - queue.size() / 2;
    }

    Intervals intervals_;
    std::vector<Worker> workers_;
    std::deque<AgentId> inject_;
    std::vector<WorkerId> sleepers_;
    WorkerId at_driver_ = kNoWorker;
};

}  // namespace impasse::op
