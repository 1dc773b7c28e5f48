#include "harness/explore/dfs.hpp"

#include <fmt/format.h>

namespace impasse::explore {

bool Dfs::begin() {
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

Move Dfs::pick(const Situation& situation) {
    if (depth_ == path_.size()) path_.push_back(expand(situation));
    const Node& node = path_[depth_++];
    if (node.enabled != situation.enabled()) {
        error_ = fmt::format(
            "the scenario is not deterministic: at step {} other agents are enabled than before",
            situation.depth() + 1);
        return {};
    }
    return node.moves[node.tried];
}

void Dfs::end(Ending) {}

// The running agent first, so that the first execution has as few preemptions as there can be.
Dfs::Node Dfs::expand(const Situation& situation) {
    Node node;
    node.enabled = situation.enabled();
    if (!path_.empty()) {
        const Node& above = path_.back();
        const bool preempted =
            above.preempted != kNoAgent && above.moves[above.tried].agent != above.preempted;
        node.preemptions = above.preemptions + preempted;
    }
    const AgentId running = situation.running();
    if (situation.running_wants_on()) node.preempted = running;
    const bool spent = bound_ && node.preemptions >= *bound_ && node.preempted != kNoAgent;
    const auto add = [&](AgentId agent) {
        for (unsigned way = 0; way < situation.ways(agent); ++way)
            node.moves.push_back({agent, static_cast<std::uint16_t>(way)});
    };
    if (running != kNoAgent && (node.enabled & bit(running))) add(running);
    for (AgentId agent = 0; agent < kMaxAgents; ++agent) {
        if (agent == running || !(node.enabled & bit(agent))) continue;
        if (spent) {
            cut_ = true;
        } else {
            add(agent);
        }
    }
    return node;
}

}  // namespace impasse::explore
