#include "harness/explore/behind.hpp"

#include "harness/explore/replay.hpp"

namespace impasse::explore {

bool Behind::begin() {
    at_ = 0;
    return error_.empty() && rest_.begin();
}

Move Behind::known(const Situation& situation) {
    return at_ < beginning_ ? Move{} : rest_.known(situation);
}

Move Behind::pick(const Situation& situation) {
    if (at_ == beginning_) return rest_.pick(situation);
    const Move move = as_scheduled(schedule_[at_++], situation);
    if (move.agent == kNoAgent) error_ = "the schedule does not fit the scenario";
    return move;
}

void Behind::last(const Situation& situation) {
    if (at_ == beginning_) rest_.last(situation);
}

void Behind::end(Ending ending) {
    if (at_ < beginning_ && error_.empty())
        error_ = "the execution ended before the beginning of the schedule did";
    if (error_.empty()) rest_.end(ending);
}

}  // namespace impasse::explore
