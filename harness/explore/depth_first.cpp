#include "harness/explore/depth_first.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/explore/situation_hash.hpp"

namespace impasse::explore {

bool DepthFirst::begin() {
    depth_ = 0;
    if (!error_.empty()) return false;
    if (!started_) return started_ = true;
    while (!path_.empty() && path_.back().tried + 1 >= path_.back().moves.size()) path_.pop_back();
    if (path_.empty()) {
        exhausted_ = true;
        return false;
    }
    ++path_.back().tried;
    return true;
}

Move DepthFirst::pick(const Situation& situation) {
    const std::uint64_t hash = hash_of(situation);
    if (depth_ == path_.size()) {
        Node node = expand(situation, hash);
        if (node.moves.empty()) return {};  // whatever is enabled is beyond the budget
        path_.push_back(std::move(node));
    }
    const Node& node = path_[depth_++];
    if (node.situation != hash) {
        error_ = fmt::format(
            "the scenario is not deterministic: at step {} other steps are enabled than before",
            situation.depth() + 1);
        return {};
    }
    return node.moves[node.tried].move;
}

void DepthFirst::end(Ending) {
    if (error_.empty() && depth_ != path_.size())
        error_ = fmt::format(
            "the scenario is not deterministic: the execution ended at step {}, not {} as before",
            depth_, path_.size());
}

DepthFirst::Node DepthFirst::expand(const Situation& situation, std::uint64_t hash) {
    Node node;
    node.situation = hash;
    if (!path_.empty()) {
        const Node& above = path_.back();
        node.spent = above.spent + above.moves[above.tried].price;
    }
    offers_.clear();
    offer(situation, offers_);
    for (const auto& [agent, price] : offers_) {
        if (budget_ && node.spent + price > *budget_) continue;
        for (unsigned way = 0; way < situation.ways(agent); ++way)
            node.moves.push_back({{agent, static_cast<std::uint16_t>(way)}, price});
    }
    return node;
}

}  // namespace impasse::explore
