#include "harness/explore/dfs.hpp"

#include <fmt/format.h>

#include "harness/core/hash.hpp"

namespace impasse::explore {

namespace {

std::uint64_t hash_of(const Situation& situation) {
    std::uint64_t hash = situation.enabled();
    for (AgentId agent = 0; agent < kMaxAgents; ++agent) {
        if (!(situation.enabled() & bit(agent))) continue;
        hash = mix(hash ^ (situation.ways(agent) * 65537ULL + agent));
        for (const Access& access : situation.pending(agent))
            hash = mix(hash ^ (access.object * 257ULL + static_cast<std::uint64_t>(access.verb)));
    }
    return hash;
}

}  // namespace

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
    if (node.situation != hash_of(situation)) {
        error_ = fmt::format(
            "the scenario is not deterministic: at step {} other steps are enabled than before",
            situation.depth() + 1);
        return {};
    }
    return node.moves[node.tried];
}

void Dfs::end(Ending) {
    if (error_.empty() && depth_ != path_.size())
        error_ = fmt::format(
            "the scenario is not deterministic: the execution ended at step {}, not {} as before",
            depth_, path_.size());
}

// The running agent first, so that the first execution has as few preemptions as there can be.
Dfs::Node Dfs::expand(const Situation& situation) {
    Node node;
    node.situation = hash_of(situation);
    const AgentSet enabled = situation.enabled();
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
    if (running != kNoAgent && (enabled & bit(running))) add(running);
    for (AgentId agent = 0; agent < kMaxAgents; ++agent) {
        if (agent == running || !(enabled & bit(agent))) continue;
        if (!spent) add(agent);
    }
    return node;
}

}  // namespace impasse::explore
