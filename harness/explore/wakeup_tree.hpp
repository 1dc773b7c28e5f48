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
    Branch* next = nullptr;   // sibling, explored after this one
    Branch* child = nullptr;  // first of what is to be explored behind it; none: anything
};

// A step of a wakeup sequence.
struct Wake {
    Move move;
    const Step* step = nullptr;
    std::size_t place = 0;  // of the step in the execution that the sequence was taken from
    bool needed = false;    // it is what tells the sequence from a branch that was passed by
};

using Sequence = std::vector<Wake>;

class BranchPool {
  public:
    Branch* make(Move move, const Step& step);
    void free_all(Branch* first);  // with siblings and what is behind them
    std::size_t alive() const { return alive_; }
    std::size_t most() const { return most_; }

  private:
    std::vector<std::unique_ptr<Branch[]>> blocks_;
    Branch* free_ = nullptr;
    std::size_t alive_ = 0;
    std::size_t most_ = 0;
};

// The step of the sequence that conflicts with beginning with this branch's step instead. None: some
// continuation of the sequence could as well begin with it (it is a weak initial, in the paper's
// words), so a branch that is explored or asleep covers the sequence.
Wake* conflict(const Branch& branch, Sequence& sequence);

// Where in the tree whose first branches are the list at `first` what is left of the sequence is to be
// added; null if a branch that is there covers it. Marks what is needed against branches passed by.
Branch** place_for(Branch*& first, Sequence& sequence);

}  // namespace impasse::explore
