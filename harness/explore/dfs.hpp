// Plain depth-first search over every choice: no reduction, hence the oracle for all that reduce.
//
// The first execution lets the running agent go on while it can; later ones change the latest
// choice that has an alternative left. With a preemption bound, executions with more preemptions
// are not run. Memory: one node a step of the current execution.
#pragma once

#include <optional>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

class Dfs final : public Strategy {
  public:
    explicit Dfs(std::optional<unsigned> preemptions = {}) : bound_(preemptions) {}

    bool begin() override;
    Move pick(const Situation& situation) override;
    void end(Ending ending) override;
    bool exhausted() const override { return exhausted_; }
    std::string error() const override { return error_; }

  private:
    struct Node {
        std::uint64_t situation = 0;   // a hash of all enabled steps; checked on each replay
        std::vector<Move> moves;       // all that may be tried here
        std::size_t tried = 0;         // the one that is being explored
        unsigned preemptions = 0;      // on the way here
        AgentId preempted = kNoAgent;  // who is preempted by any other move
    };

    Node expand(const Situation& situation);

    std::optional<unsigned> bound_;
    std::vector<Node> path_;
    std::size_t depth_ = 0;
    bool started_ = false;
    bool exhausted_ = false;
    std::string error_;
};

}  // namespace impasse::explore
