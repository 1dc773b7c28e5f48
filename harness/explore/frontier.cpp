#include "harness/explore/frontier.hpp"

#include <algorithm>
#include <utility>

namespace impasse::explore {

Frontier::Frontier(const std::vector<Saved>& saved) {
    if (saved.empty()) leaves_.emplace_back();
    Path path;
    root_ = restore(saved, path);
}

Branch* Frontier::restore(const std::vector<Saved>& saved, Path& path) {
    Branch* first = nullptr;
    Branch** end = &first;
    for (const Saved& one : saved) {
        Step step;
        step.count = static_cast<std::uint8_t>(one.accesses.size());
        std::copy(one.accesses.begin(), one.accesses.end(), step.accesses.begin());
        Branch* branch = pool_.make(one.move, step);
        branch->leaf = one.leaf;
        path.push_back(branch);
        if (one.left) leaves_.push_back(path);
        branch->child = restore(one.behind, path);
        path.pop_back();
        *end = branch;
        end = &branch->next;
    }
    return first;
}

std::vector<Frontier::Saved> Frontier::save() const { return save(root_); }

// Behind a leaf that is explored nothing is asked for again. What is behind other branches tells what
// of them is explored, even if all is: races of their elders may still add to them.
std::vector<Frontier::Saved> Frontier::save(const Branch* first) const {
    std::vector<Saved> list;
    for (const Branch* branch = first; branch; branch = branch->next) {
        Saved saved{branch->move,
                    {branch->step.begin(), branch->step.end()},
                    branch->leaf,
                    is_left(*branch),
                    save(branch->child)};
        if (saved.leaf && !any_left(saved.behind)) saved.behind.clear();
        list.push_back(std::move(saved));
    }
    return list;
}

bool Frontier::any_left(const std::vector<Saved>& list) {
    return std::any_of(list.begin(), list.end(), [](const Saved& saved) {
        return saved.left || any_left(saved.behind);
    });
}

bool Frontier::is_left(const Branch& branch) const {
    return std::any_of(leaves_.begin(), leaves_.end(),
                       [&](const Path& path) { return !path.empty() && path.back() == &branch; });
}

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
