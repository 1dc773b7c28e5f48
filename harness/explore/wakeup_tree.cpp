#include "harness/explore/wakeup_tree.hpp"

namespace impasse::explore {

namespace {
constexpr std::size_t kBlock = 64;
}

Branch* BranchPool::make(Move move, const Step& step) {
    if (!free_) {
        blocks_.push_back(std::make_unique<Branch[]>(kBlock));
        for (std::size_t i = 0; i < kBlock; ++i) {
            blocks_.back()[i].next = free_;
            free_ = &blocks_.back()[i];
        }
    }
    Branch* branch = free_;
    free_ = branch->next;
    *branch = {move, step, true, nullptr, nullptr};
    return branch;
}

void BranchPool::free_all(Branch* first) {
    while (first) {
        Branch* next = first->next;
        free_all(first->child);
        first->next = free_;
        free_ = first;
        first = next;
    }
}

}  // namespace impasse::explore
