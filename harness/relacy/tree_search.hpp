// How Relacy chooses: its tree search, every schedule or those within a number of preemptions.
//
// What is changed of it, and why:
// - It is unfair. As it comes, a thread that was blocked goes on only after each other unfinished thread
//   has taken a step or was blocked itself (full_search_scheduler.hpp, yield_priority): with three
//   threads that leaves executions out, and search_test.cpp has one that it never shows. What spins
//   gives way instead (steps.cpp).
// - Whoever joins a thread goes on as soon as that ends: a join enables, disables and changes nothing for
//   others, so it may as well come first. Where the thread before could have gone on, that is no
//   preemption.
// - A thread that was blocked may see again the older value that it had seen before: Relacy forbids that, for loops
//   to end (session.hpp has kStaleReads for it).
// - Threads that were never started end unseen: Relacy would run each, in every order.
// - Whether the memory of a freed block is used again at once is no choice: nothing here looks at
//   addresses.
#pragma once

#include <limits>

#include "harness/relacy/kernel.hpp"
#include "harness/relacy/recorder.hpp"
// last: it includes Relacy
#include "harness/relacy/library.hpp"

namespace impasse::relacy {

template <rl::thread_id_t kThreads>
class TreeSearch
    : public rl::tree_search_scheduler<TreeSearch<kThreads>,
                                       rl::tree_search_scheduler_thread_info<kThreads>, kThreads> {
    using Base =
        rl::tree_search_scheduler<TreeSearch<kThreads>,
                                  rl::tree_search_scheduler_thread_info<kThreads>, kThreads>;
    using Info = typename Base::thread_info_t;

  public:
    // Every schedule.
    static constexpr unsigned kUnbounded = std::numeric_limits<unsigned>::max();

    using Base::Base;

    // What Relacy's base classes ask of the search.
    rl::thread_id_t iteration_begin_impl() {
        preemptions_left_ = this->params_.context_bound;
        costs_nothing_ = false;
        return Base::iteration_begin_impl();
    }
    bool can_switch(Info& from) {
        const bool can = costs_nothing_ || preemptions_left_ > 0;
        // One more would have been another execution, if somebody else could go.
        if (!can && from.state_ == rl::thread_state_running && this->running_threads_count > 1)
            Recorder::current().kept_out();
        return can;
    }
    void on_switch(Info& from) {
        if (from.state_ == rl::thread_state_running && !costs_nothing_ &&
            preemptions_left_ != kUnbounded)
            --preemptions_left_;
    }
    double iteration_count_approx() { return 1; }

    // These hide the base's, which the context calls by this type.
    rl::thread_id_t schedule(rl::unpark_reason& reason, unsigned) {
        Recorder& recorder = Recorder::current();
        Info& from = *this->thread_;
        Recorder::Agent& agent = recorder.agent(recorder.agent_of(from.index_));
        if (agent.finished) {
            if (Info* joins = waiting_for(agent.end)) {
                this->thread_ = joins;
                reason = rl::unpark_reason_normal;
                costs_nothing_ = true;
                return joins->index_;
            }
        }
        // Else a thread that was blocked or gave way would never again see what it had seen before.
        rl::ctx().threadx_->last_yield_ = 0;
        costs_nothing_ |= agent.gives_way;
        agent.gives_way = false;
        const rl::thread_id_t next = Base::schedule(reason, 0);
        costs_nothing_ = false;
        return next;
    }
    unsigned rand(unsigned limit, rl::sched_type what) {
        return what == rl::sched_type_mem_realloc ? 0 : Base::rand(limit, what);
    }
    bool park_current_thread(bool timed, bool spuriously) {
        return Base::park_current_thread(timed, spuriously) || urge_a_spinner();
    }
    rl::thread_finish_result thread_finished() {
        Recorder& recorder = Recorder::current();
        recorder.agent(recorder.agent_of(this->thread_->index_)).finished = true;
        if (this->running_threads_count == 1) end_what_never_began();
        const rl::thread_finish_result result = Base::thread_finished();
        const bool stuck = result == rl::thread_finish_result_deadlock;
        return stuck && urge_a_spinner() ? rl::thread_finish_result_normal : result;
    }

  private:
    Info* waiting_for(ObjectId end) {
        for (const Recorder::Agent& agent : Recorder::current().agents())
            if (agent.wants && agent.wants->access.object == end)
                return &static_cast<Info&>(this->threads_[agent.thread]);
        return nullptr;
    }
    // Nobody is left who could start them.
    void end_what_never_began() {
        while (this->dynamic_thread_count_ > 0) {
            this->dynamic_threads_[--this->dynamic_thread_count_]->state_ =
                rl::thread_state_finished;
            ++this->finished_thread_count_;
        }
    }

    unsigned preemptions_left_ = 0;
    bool costs_nothing_ = false;  // the next switch, though the thread could go on
};

}  // namespace impasse::relacy
