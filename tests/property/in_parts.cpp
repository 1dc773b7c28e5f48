#include "tests/property/in_parts.hpp"

#include <algorithm>
#include <utility>

#include "harness/core/usage_error.hpp"

namespace impasse::property {

namespace {

void add_uncovered(explore::Tree& tree, const explore::Claim& claim) {
    explore::Tree* list = &tree;
    for (std::size_t i = 0; i + 1 < claim.at.size(); ++i) {
        const auto branch = std::find_if(list->begin(), list->end(),
                                         [&](const auto& one) { return one.move == claim.at[i]; });
        if (branch == list->end()) return;  // all behind it is explored
        list = &branch->behind;
    }
    for (const explore::Claim::Wanted& wanted : claim.sequence) {
        const bool last = &wanted == &claim.sequence.back();
        list->push_back({wanted.move, {wanted.step.begin(), wanted.step.end()}, last, last, 0, {}});
        list = &list->back().behind;
    }
}

}  // namespace

InParts::InParts(unsigned parts, unsigned budget, Join join)
    : parts_(parts),
      budget_(budget),
      join_(join),
      frontier_(std::make_unique<explore::Frontier>()),
      dpor_(std::make_unique<explore::Dpor>(*frontier_)) {}

bool InParts::begin() {
    while (!exhausted_) {
        if (ran_ < budget_ && dpor_->begin()) {
            ++ran_;
            return true;
        }
        if (!dpor_->error().empty()) return false;
        put_away();
        if (part_ == parts_) join();
        if (!error_.empty()) return false;
        exhausted_ = part_ == 0 && explore::left_in(tree_) == 0;
        if (part_ == 0) explore::share_out(tree_, parts_);
        start(part_ + 1);
    }
    return false;
}

void InParts::start(unsigned part) {
    part_ = part;
    ran_ = 0;
    dpor_.reset();
    frontier_ = std::make_unique<explore::Frontier>(tree_, part);
    dpor_ = std::make_unique<explore::Dpor>(*frontier_);
}

void InParts::put_away() {
    frontier_->stop();
    dpor_->give_back();
    if (part_ == 0) {
        tree_ = frontier_->save();
        return;
    }
    explored_.push_back(frontier_->save());
    claims_.insert(claims_.end(), frontier_->claims().begin(), frontier_->claims().end());
}

void InParts::join() {
    std::vector<const explore::Tree*> parts;
    for (const explore::Tree& tree : explored_) parts.push_back(&tree);
    const auto claims = std::exchange(claims_, {});
    try {
        tree_ =
            explore::join(parts, join_ == Join::Forgets ? std::vector<explore::Claim>() : claims);
    } catch (const UsageError& misfit) {
        error_ = misfit.what();
        return;
    }
    if (join_ == Join::AddsTwice)
        for (const explore::Claim& claim : claims) add_uncovered(tree_, claim);
    explored_.clear();
    part_ = 0;
}

}  // namespace impasse::property
