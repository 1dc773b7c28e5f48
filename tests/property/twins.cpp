#include "tests/property/twins.hpp"

#include <algorithm>
#include <bit>

namespace impasse::property {

bool Twin::begin() {
    depth_ = 0;
    if (!started_) return started_ = true;
    while (!path_.empty() && path_.back().tried + 1 >= path_.back().choices.size())
        path_.pop_back();
    exhausted_ = path_.empty();
    if (!exhausted_) ++path_.back().tried;
    return !exhausted_;
}

Move Twin::pick(const Situation& situation) {
    if (depth_ == path_.size()) {
        Node node = expand(situation);
        if (node.choices.empty()) return {};  // all that is enabled sleeps
        path_.push_back(std::move(node));
    }
    const Node& node = path_[depth_++];
    return node.choices[node.tried].move;
}

Twin::Node Twin::expand(const Situation& situation) const {
    Node node;
    if (options_.dependent && !path_.empty()) {
        const Node& above = path_.back();
        const Choice& taken = above.choices[above.tried];
        const auto sleeps_on = [&](const Choice& choice) {
            if (choice.move.agent != taken.move.agent &&
                !options_.dependent(choice.step, taken.step))
                node.asleep.push_back(choice);
        };
        for (const Choice& choice : above.asleep) sleeps_on(choice);
        for (std::size_t i = 0; i < above.tried; ++i) sleeps_on(above.choices[i]);
    }
    for (AgentSet left = situation.enabled(); left; left &= left - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(left));
        for (unsigned way = 0; way < situation.ways(agent); ++way) {
            const Move move{agent, static_cast<std::uint16_t>(way)};
            const bool sleeps =
                std::any_of(node.asleep.begin(), node.asleep.end(),
                            [&](const Choice& choice) { return choice.move == move; });
            if (!sleeps) node.choices.push_back({move, situation.pending(agent)});
        }
    }
    if (options_.reversed) std::reverse(node.choices.begin(), node.choices.end());
    if (options_.skips_last && node.choices.size() > 1) node.choices.pop_back();
    return node;
}

}  // namespace impasse::property
