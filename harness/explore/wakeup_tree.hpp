// Wakeup trees: what is to be explored from a state, as sequences of steps that are known to be
// possible and to lead to a trace that nobody else explores.
//
// Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction, POPL'14 (JACM'17,
// section 6). Here the tree and the exploration are one: a branch that was explored stays in its
// node's list, where it is asleep for those that come later. Branches are pooled.
#pragma once

#include <memory>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

struct Branch {
    Move move;
    Step step;
    bool leaf = true;         // all that is behind it is explored; else only what `child` begins
    Branch* next = nullptr;   // sibling, explored after this one
    Branch* child = nullptr;  // the first branch behind it that is known by now
};

class BranchPool {
  public:
    Branch* make(Move move, const Step& step);
    void free_all(Branch* first);  // with siblings and what is behind them

  private:
    std::vector<std::unique_ptr<Branch[]>> blocks_;
    Branch* free_ = nullptr;
};

}  // namespace impasse::explore
