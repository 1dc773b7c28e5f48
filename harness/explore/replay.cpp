#include "harness/explore/replay.hpp"

#include <fmt/format.h>

namespace impasse::explore {

Move as_scheduled(Move by_birth, const Situation& situation) {
    const AgentSet enabled = situation.enabled();
    for (AgentId agent = 0; agent < kMaxAgents; ++agent)
        if ((enabled & bit(agent)) && situation.birth(agent) == by_birth.agent)
            return by_birth.way < situation.ways(agent) ? Move{agent, by_birth.way} : Move{};
    return {};
}

Move Replay::pick(const Situation& situation) {
    if (next_ == moves_.size()) {
        error_ = fmt::format("the schedule ends at step {}, but agents are still enabled", next_);
        return {};
    }
    const Move wanted = moves_[next_++];
    if (const Move move = as_scheduled(wanted, situation); move.agent != kNoAgent) return move;
    error_ = fmt::format("at step {} agent {} cannot go as the schedule says", next_, wanted.agent);
    return {};
}

void Replay::end(Ending) {
    if (error_.empty() && next_ < moves_.size())
        error_ = fmt::format("the execution ended at step {}, before the schedule did", next_);
}

}  // namespace impasse::explore
