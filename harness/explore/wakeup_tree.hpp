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
};

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

// Whether some continuation of `sequence` could as well begin with this branch's step: what a branch
// that is explored or asleep covers (the weak initials of the paper).
bool weak_initial(const Branch& branch, const std::vector<Wake>& sequence);

// Adds the sequence to the tree whose first branches are the list behind `first`, unless a branch
// that is there covers it. `sequence` is used up.
void insert(Branch*& first, std::vector<Wake>& sequence, BranchPool& pool);

}  // namespace impasse::explore
