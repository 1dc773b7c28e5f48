// Depth-first search within a preemption bound that goes on from no prefix of a trace twice, if
// once was enough: the same traces, states and findings as Dfs within that bound, in fewer
// executions.
//
// A move is left out where the search has been, at no higher price, at the trace that it leads to:
// visited.hpp has the rule and why it is sound, docs/design/0003-bounds.md what else was weighed.
// An execution that comes to where every move is left out is cut: seen_before(). Each execution is
// one that Dfs runs or the beginning of one, and none is the beginning of another: there are no
// more than those of Dfs. A trace may be run more than once, first at a high price and then at a
// lower one.
//
// Cost: a look-up for each move that is tried, and in a new state the trace with each of its moves.
// Memory: that of Visited, one entry a move that was tried.
#pragma once

#include "harness/explore/dfs.hpp"
#include "harness/explore/visited.hpp"

namespace impasse::explore {

class CachedDfs : public Dfs {
  public:
    explicit CachedDfs(unsigned preemptions) : Dfs(preemptions) {}

    bool begin() override;
    Move pick(const Situation& situation) override;
    void last(const Situation& situation) override { arrived(situation); }
    // Only what is not behind another move either: if each move of each state leads to a trace that
    // was arrived at, there are no others.
    bool refused() const override { return visited_.refused(); }
    void raise() override;

  protected:
    bool covered(const Choice& choice) override;
    void refuse(const Choice& choice) override;

  private:
    trace::TraceHash trace_with(const Situation& situation, Move move) const override;
    void arrived(const Situation& situation) override;

    trace::CanonicalForm trace_;  // of the execution so far
    Visited visited_;
};

}  // namespace impasse::explore
