#include "harness/explore/frontier.hpp"

#include <algorithm>
#include <utility>

namespace impasse::explore {

Frontier::Frontier(const std::vector<Saved>& saved) {
    if (saved.empty()) leaves_.push_back({{}, 1});
    Path path;
    root_ = restore(saved, path, 1);
}

Branch* Frontier::restore(const std::vector<Saved>& saved, Path& path, double weight) {
    Branch* first = nullptr;
    Branch** end = &first;
    for (const Saved& one : saved) {
        Step step;
        step.count = static_cast<std::uint8_t>(one.accesses.size());
        std::copy(one.accesses.begin(), one.accesses.end(), step.accesses.begin());
        Branch* branch = pool_.make(one.move, step);
        branch->leaf = one.leaf;
        path.push_back(branch);
        const double share = weight / static_cast<double>(saved.size());
        if (one.left) leaves_.push_back({path, share});
        if (!one.left && one.behind.empty()) done_ += share;
        branch->child = restore(one.behind, path, share);
        path.pop_back();
        *end = branch;
        end = &branch->next;
    }
    return first;
}

std::vector<Frontier::Saved> Frontier::save() const {
    Leaves left;
    for (const Leaf& leaf : leaves_)
        if (!leaf.path.empty()) left.insert(leaf.path.back());
    return save(root_, left);
}

// Behind a leaf that is explored nothing is asked for again. What is behind other branches tells what
// of them is explored, even if all is: races of their elders may still add to them.
std::vector<Frontier::Saved> Frontier::save(const Branch* first, const Leaves& left) {
    std::vector<Saved> list;
    for (const Branch* branch = first; branch; branch = branch->next) {
        Saved saved{branch->move,
                    {branch->step.begin(), branch->step.end()},
                    branch->leaf,
                    left.contains(branch),
                    save(branch->child, left)};
        if (saved.leaf && !any_left(saved.behind)) saved.behind.clear();
        list.push_back(std::move(saved));
    }
    return list;
}

bool Frontier::any_left(const std::vector<Saved>& list) {
    return std::any_of(list.begin(), list.end(),
                       [](const Saved& saved) { return saved.left || any_left(saved.behind); });
}

std::optional<Frontier::Leaf> Frontier::take() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    while (leaves_.empty() && busy_ > 0 && !stopped()) {
        wanted_ = true;
        changed_.wait(lock);
    }
    --waiting_;
    wanted_ = waiting_ > 0 && leaves_.empty();
    if (leaves_.empty() || stopped()) return std::nullopt;
    Leaf leaf = std::move(leaves_.front());
    leaves_.pop_front();
    ++busy_;
    return leaf;
}

void Frontier::finished(double weight) {
    const std::lock_guard lock(mutex_);
    done_ += weight;
    --busy_;
    changed_.notify_all();
}

void Frontier::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

void Frontier::add_leaves(Path& path, Branch& branch, double weight) {
    path.push_back(&branch);
    if (branch.leaf) {
        leaves_.push_back({path, weight});
        wanted_ = false;
        changed_.notify_one();
    } else {
        std::size_t children = 0;
        for (Branch* child = branch.child; child; child = child->next) ++children;
        for (Branch* child = branch.child; child; child = child->next)
            add_leaves(path, *child, weight / static_cast<double>(children));
    }
    path.pop_back();
}

void Frontier::add_new_leaves(Path& path, Branch& branch, double weight) {
    known_ += weight;
    add_leaves(path, branch, weight);
}

double Frontier::explored() {
    const std::lock_guard lock(mutex_);
    double share = done_;
    for (const std::atomic<double>* part : parts_) share += part->load(std::memory_order_relaxed);
    return std::min(1.0, share / known_);
}

}  // namespace impasse::explore
