#include "harness/explore/depth_first.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/explore/situation_hash.hpp"

namespace impasse::explore {

bool DepthFirst::begin() {
    depth_ = 0;
    seen_before_ = false;
    if (!error_.empty()) return false;
    if (!started_) return started_ = true;
    for (; !path_.empty(); path_.pop_back()) {
        ++path_.back().tried;
        if (settle(path_.back())) return true;
    }
    exhausted_ = true;
    return false;
}

Move DepthFirst::pick(const Situation& situation) {
    const std::uint64_t hash = hash_of(situation);
    if (depth_ == path_.size()) {
        arrived(situation);
        Node node = expand(situation, hash);
        if (node.choices.empty()) return {};  // whatever is enabled is beyond the budget
        seen_before_ = !settle(node);
        if (seen_before_) return {};
        path_.push_back(std::move(node));
    }
    const Node& node = path_[depth_++];
    if (node.situation != hash) {
        error_ = fmt::format(
            "the scenario is not deterministic: at step {} other steps are enabled than before",
            situation.depth() + 1);
        return {};
    }
    return node.choices[node.tried].move;
}

void DepthFirst::raise() {
    ++*budget_;
    path_.clear();
    started_ = exhausted_ = refused_ = false;
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
    const unsigned spent = path_.empty() ? 0 : path_.back().choices[path_.back().tried].spent;
    offers_.clear();
    offer(situation, offers_);
    for (const auto& [agent, price] : offers_) {
        for (unsigned way = 0; way < situation.ways(agent); ++way) {
            const Move move{agent, static_cast<std::uint16_t>(way)};
            const Choice choice{move, spent + price, trace_with(situation, move)};
            if (budget_ && choice.spent > *budget_) {
                refuse(choice);
            } else {
                node.choices.push_back(choice);
            }
        }
    }
    return node;
}

// Goes on to the first choice, from `tried` on, that is not covered. False: all are.
bool DepthFirst::settle(Node& node) {
    while (node.tried < node.choices.size() && covered(node.choices[node.tried])) ++node.tried;
    return node.tried < node.choices.size();
}

}  // namespace impasse::explore
