// Depth-first search over choices: the path of the current execution, and what else may be tried
// at each of its steps.
//
// What may be tried, in which order and at what price, is the part that differs (offer). Executions
// whose prices add up to more than the budget are not run; all others are, each once, and then
// exhausted() is true. A search that knows that all behind a choice was explored elsewhere leaves
// it out (covered). Each step that is run again is compared with what it was before: a scenario
// that is not deterministic ends as an error. Memory: one node a step of the current execution.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/trace/canonical.hpp"

namespace impasse::explore {

class DepthFirst : public Strategy {
  public:
    bool begin() override;
    Move pick(const Situation& situation) override;
    void end(Ending ending) final;
    bool exhausted() const final { return exhausted_; }
    bool seen_before() const final { return seen_before_; }
    std::string error() const final { return error_; }

    // What the budget is, and whether it has kept out anything. If not, once the search is
    // exhausted, this was everything.
    unsigned budget() const { return *budget_; }
    virtual bool refused() const { return refused_; }
    // Begins anew, with one more to spend.
    virtual void raise();

  protected:
    struct Offer {
        AgentId agent = kNoAgent;
        unsigned price = 0;
    };
    using Offers = std::vector<Offer>;

    struct Choice {
        Move move;
        unsigned spent = 0;      // with this move
        trace::TraceHash trace;  // with this move, where the search asks for it
    };

    explicit DepthFirst(std::optional<unsigned> budget) : budget_(budget) {}

    // Asked right before a choice is tried: whether all that is behind it within the budget has
    // been explored.
    virtual bool covered(const Choice&) { return false; }
    // The budget does not allow this choice.
    virtual void refuse(const Choice&) { refused_ = true; }

  private:
    // Adds the enabled agents in the order in which to try them, each with what it costs to go on
    // with it (in whichever way). An execution is cut where the budget allows none of them.
    virtual void offer(const Situation& situation, Offers& offers) const = 0;
    // The path ends here, in a state that none of its steps was tried from yet.
    virtual void arrived(const Situation&) {}
    // The trace of the execution so far and this move.
    virtual trace::TraceHash trace_with(const Situation&, Move) const { return {}; }

    struct Node {
        std::uint64_t situation = 0;  // a hash of all enabled steps; checked on each replay
        std::vector<Choice> choices;  // all that may be tried here
        std::size_t tried = 0;        // the one that is being explored
    };

    Node expand(const Situation& situation, std::uint64_t hash);
    bool settle(Node& node);

    std::optional<unsigned> budget_;
    std::vector<Node> path_;
    std::size_t depth_ = 0;
    Offers offers_;  // only within expand()
    bool started_ = false;
    bool exhausted_ = false;
    bool seen_before_ = false;
    bool refused_ = false;
    std::string error_;
};

}  // namespace impasse::explore
