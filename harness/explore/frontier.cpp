#include "harness/explore/frontier.hpp"

#include <utility>

namespace impasse::explore {

std::optional<Frontier::Path> Frontier::take() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    while (leaves_.empty() && busy_ > 0 && !stopped()) {
        wanted_ = true;
        changed_.wait(lock);
    }
    --waiting_;
    wanted_ = waiting_ > 0 && leaves_.empty();
    if (leaves_.empty() || stopped()) return std::nullopt;
    Path path = std::move(leaves_.front());
    leaves_.pop_front();
    ++busy_;
    return path;
}

void Frontier::finished() {
    const std::lock_guard lock(mutex_);
    --busy_;
    changed_.notify_all();
}

void Frontier::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

void Frontier::add_leaves(Path& path, Branch& branch) {
    path.push_back(&branch);
    if (branch.leaf) {
        leaves_.push_back(path);
        wanted_ = false;
        changed_.notify_one();
    } else {
        for (Branch* child = branch.child; child; child = child->next) add_leaves(path, *child);
    }
    path.pop_back();
}

}  // namespace impasse::explore
