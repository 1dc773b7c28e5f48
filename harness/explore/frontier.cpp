#include "harness/explore/frontier.hpp"

#include <algorithm>
#include <utility>

#include "harness/core/usage_error.hpp"

namespace impasse::explore {

Frontier::Frontier(const std::vector<Saved>& saved, unsigned part, Claims claims)
    : part_(part), claims_(std::move(claims)) {
    if (saved.empty()) leaves_.push_back({{}, 1});
    Path path;
    root_ = restore(saved, path, 1, part == 0);
}

// What other parts explore counts for nothing here.
Branch* Frontier::restore(const std::vector<Saved>& saved, Path& path, double weight, bool own) {
    Branch* first = nullptr;
    Branch** end = &first;
    for (const Saved& one : saved) {
        Step step;
        step.count = static_cast<std::uint8_t>(one.accesses.size());
        std::copy(one.accesses.begin(), one.accesses.end(), step.accesses.begin());
        Branch* branch = pool_.make(one.move, step);
        branch->leaf = one.leaf;
        if (one.share) shares_.emplace(branch, one.share);
        path.push_back(branch);
        const double share = weight / static_cast<double>(saved.size());
        const bool ours = own || is_own(branch);
        if (one.left && ours) leaves_.push_back({path, share});
        if (one.left && !ours) elsewhere_.insert(branch);
        if (one.behind.empty() && !ours) known_ -= share;
        if (one.behind.empty() && ours && !one.left) done_ += share;
        branch->child = restore(one.behind, path, share, ours);
        path.pop_back();
        *end = branch;
        end = &branch->next;
    }
    return first;
}

std::vector<Frontier::Saved> Frontier::save() const {
    Leaves left = elsewhere_;
    for (const Leaf& leaf : leaves_)
        if (!leaf.path.empty()) left.insert(leaf.path.back());
    return save(root_, left);
}

// Behind a leaf that is explored nothing is asked for again. What is behind other branches tells what
// of them is explored, even if all is: races of their elders may still add to them.
std::vector<Frontier::Saved> Frontier::save(const Branch* first, const Leaves& left) const {
    std::vector<Saved> list;
    for (const Branch* branch = first; branch; branch = branch->next) {
        const auto share = shares_.find(branch);
        Saved saved{branch->move,
                    {branch->step.begin(), branch->step.end()},
                    branch->leaf,
                    left.contains(branch),
                    share == shares_.end() ? 0 : share->second,
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

bool Frontier::is_own(const Branch* branch) const {
    const auto share = shares_.find(branch);
    return share != shares_.end() && share->second == part_;
}

bool Frontier::own(const Path& branches) const {
    return std::any_of(branches.begin(), branches.end(),
                       [this](const Branch* branch) { return is_own(branch); });
}

std::size_t Frontier::common(const Path& path) const {
    if (part_ == 0) return 0;
    const auto own = std::find_if(path.begin(), path.end(),
                                  [this](const Branch* branch) { return is_own(branch); });
    return static_cast<std::size_t>(own - path.begin()) + 1;
}

void Frontier::claim(Claim claim) {
    claim.normalise();
    claims_.insert(std::move(claim));
    if (claims_.size() < kMaxClaims || stopped()) return;
    stopped_ = true;
    changed_.notify_all();
}

void Frontier::insert(const Claim& claim) {
    Path path;
    Branch* list = root_;
    for (const Move& move : claim.at) {
        while (list && list->move != move) list = list->next;
        if (!list) throw UsageError("what a part has found does not fit into the frontier");
        path.push_back(list);
        list = list->child;
    }
    Sequence sequence;
    for (std::size_t place = 0; place < claim.sequence.size(); ++place) {
        const Claim::Wanted& wanted = claim.sequence[place];
        sequence.push_back({wanted.move, &wanted.step, place, wanted.needed});
    }
    Branch* const behind = path.back();
    path.pop_back();
    Branch** end = follow(*behind, sequence, path);
    if (!end) return;
    keep_needed(claim, sequence);
    if (sequence.empty()) return;
    for (const Wake& wake : sequence) {
        *end = pool_.make(wake.move, *wake.step);
        (*end)->leaf = &wake == &sequence.back();
        path.push_back(*end);
        end = &(*end)->child;
    }
    leaves_.push_back({std::move(path), 0});
}

double Frontier::explored() {
    const std::lock_guard lock(mutex_);
    double share = done_;
    for (const std::atomic<double>* part : parts_) share += part->load(std::memory_order_relaxed);
    return std::min(1.0, share / known_);
}

}  // namespace impasse::explore
