// The threads of spawn_blocking: at most so many at once, jobs in the order in which they came
// (tokio 1.35.1 runtime/blocking/pool.rs: Spawner::spawn_task, Inner::run).
//
// A thread is made when none is idle, and kept; which one runs a job is not told apart.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "harness/op/executor.hpp"

namespace impasse::op {

class BlockingPool final : public Executor {
  public:
    BlockingPool(Name name, unsigned most) : Executor(name), most_(most) {}

    unsigned ways(const Access& access, AgentId agent) const override {
        switch (access.verb) {
            case Verb::Poll:
                return running_.size() < most_ && !queue_.empty() && queue_.front() == agent;
            case Verb::JoinWorkers:
                return running_.empty();
            default:
                return 1;
        }
    }
    std::string state() const override {
        return fmt::format("{} of {} threads busy, {} waiting", running_.size(), most_,
                           queue_.size());
    }

    void take(AgentId agent, unsigned, const Location& where) override {
        queue_.pop_front();
        scheduled_ &= ~bit(agent);
        running_.push_back({agent, "running", where});
    }
    void release(AgentId agent) override {
        std::erase_if(running_, [&](const Blocker& one) { return one.agent == agent; });
    }
    // The abort of one that runs changes nothing (runtime/task/harness.rs: it is never polled again).
    void schedule(AgentId agent, AgentId) override {
        if (polls(agent)) return;
        if (std::exchange(scheduled_, scheduled_ | bit(agent)) & bit(agent)) return;
        queue_.push_back(agent);
    }
    WorkerId worker_of(AgentId agent) const override {
        for (WorkerId id = 0; id < running_.size(); ++id)
            if (running_[id].agent == agent) return id;
        return kNoWorker;
    }
    void forget(AgentId agent) override {
        Executor::forget(agent);
        std::erase(queue_, agent);
    }

  private:
    void ahead_of(AgentId, std::vector<Blocker>& out) const override {
        out.insert(out.end(), running_.begin(), running_.end());
    }

    unsigned most_;
    std::vector<Blocker> running_;
    std::deque<AgentId> queue_;
};

}  // namespace impasse::op
