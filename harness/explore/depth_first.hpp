// Depth-first search over choices: the path of the current execution, and what else may be tried
// at each of its steps.
//
// What may be tried, in which order and at what price, is the part that differs (offer). Executions
// whose prices add up to more than the budget are not run; all others are, each once, and then
// exhausted() is true. Each step that is run again is compared with what it was before: a scenario
// that is not deterministic ends as an error. Memory: one node a step of the current execution.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

class DepthFirst : public Strategy {
  public:
    bool begin() final;
    Move pick(const Situation& situation) final;
    void end(Ending ending) final;
    bool exhausted() const final { return exhausted_; }
    std::string error() const final { return error_; }

  protected:
    struct Offer {
        AgentId agent = kNoAgent;
        unsigned price = 0;
    };
    using Offers = std::vector<Offer>;

    explicit DepthFirst(std::optional<unsigned> budget) : budget_(budget) {}

  private:
    // Adds the enabled agents in the order in which to try them, each with what it costs to go on
    // with it (in whichever way). An execution is cut where the budget allows none of them.
    virtual void offer(const Situation& situation, Offers& offers) const = 0;

    struct Priced {
        Move move;
        unsigned price = 0;
    };
    struct Node {
        std::uint64_t situation = 0;  // a hash of all enabled steps; checked on each replay
        unsigned spent = 0;           // on the way here
        std::vector<Priced> moves;    // all that may be tried here
        std::size_t tried = 0;        // the one that is being explored
    };

    Node expand(const Situation& situation, std::uint64_t hash);

    std::optional<unsigned> budget_;
    std::vector<Node> path_;
    std::size_t depth_ = 0;
    Offers offers_;  // only within expand()
    bool started_ = false;
    bool exhausted_ = false;
    std::string error_;
};

}  // namespace impasse::explore
