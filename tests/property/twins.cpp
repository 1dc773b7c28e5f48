#include "tests/property/twins.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "harness/core/invariant.hpp"
#include "harness/op/dependence.hpp"

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
        if (options_.alike && waits(situation, agent)) continue;
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

bool Twin::waits(const Situation& situation, AgentId agent) const {
    const AgentId elder = situation.elder(agent);
    if (elder == kNoAgent || !(situation.enabled() & bit(elder))) return false;
    std::vector<Choice> steps;
    for (const Node& node : path_) steps.push_back(node.choices[node.tried]);
    return options_.alike(steps, elder, agent);
}

bool alike_so_far(const std::vector<Choice>& steps, AgentId one, AgentId other) {
    INVARIANT(steps.size() <= 64, "a program of the test takes more than 64 steps");
    std::vector<std::uint64_t> past(steps.size());  // bits of steps, each with its own
    std::array<std::vector<std::size_t>, 2> taken;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        past[i] = std::uint64_t{1} << i;
        for (std::size_t before = 0; before < i; ++before)
            if (steps[before].move.agent == steps[i].move.agent ||
                op::dependent(steps[before].step, steps[i].step))
                past[i] |= past[before];
        if (steps[i].move.agent == one) taken[0].push_back(i);
        if (steps[i].move.agent == other) taken[1].push_back(i);
    }
    if (taken[0].size() != taken[1].size()) return false;
    const auto renamed = [&](std::uint64_t bits) {
        for (std::size_t nth = 0; nth < taken[0].size(); ++nth) {
            const std::uint64_t a = std::uint64_t{1} << taken[0][nth];
            const std::uint64_t b = std::uint64_t{1} << taken[1][nth];
            if (((bits & a) != 0) != ((bits & b) != 0)) bits ^= a | b;
        }
        return bits;
    };
    for (std::size_t nth = 0; nth < taken[0].size(); ++nth) {
        const Choice& a = steps[taken[0][nth]];
        const Choice& b = steps[taken[1][nth]];
        const bool same = a.move.way == b.move.way && a.step.where.line() == b.step.where.line() &&
                          std::equal(a.step.begin(), a.step.end(), b.step.begin(), b.step.end(),
                                     [](const Access& x, const Access& y) {
                                         return x.object == y.object && x.verb == y.verb;
                                     });
        if (!same || renamed(past[taken[0][nth]]) != past[taken[1][nth]]) return false;
    }
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].move.agent != one && steps[i].move.agent != other &&
            renamed(past[i]) != past[i])
            return false;
    return true;
}

}  // namespace impasse::property
