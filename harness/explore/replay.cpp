#include "harness/explore/replay.hpp"

#include <fmt/format.h>

namespace impasse::explore {

Move Replay::pick(const Situation& situation) {
    if (next_ == moves_.size()) {
        error_ = fmt::format("the schedule ends at step {}, but agents are still enabled", next_);
        return {};
    }
    const Move wanted = moves_[next_++];
    const AgentSet enabled = situation.enabled();
    for (AgentId agent = 0; agent < kMaxAgents; ++agent)
        if ((enabled & bit(agent)) && situation.birth(agent) == wanted.agent &&
            wanted.way < situation.ways(agent))
            return {agent, wanted.way};
    error_ = fmt::format("at step {} agent {} cannot go as the schedule says", next_, wanted.agent);
    return {};
}

void Replay::end(Ending) {
    if (error_.empty() && next_ < moves_.size())
        error_ = fmt::format("the execution ended at step {}, before the schedule did", next_);
}

}  // namespace impasse::explore
