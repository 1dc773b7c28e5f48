#include "harness/explore/cached_dfs.hpp"

namespace impasse::explore {

bool CachedDfs::begin() {
    trace_.reset();
    return Dfs::begin();
}

Move CachedDfs::pick(const Situation& situation) {
    const Move move = Dfs::pick(situation);
    if (move.agent != kNoAgent) trace_.add(move.agent, situation.pending(move.agent), move.way);
    return move;
}

// What is behind an arrival is more than it was.
void CachedDfs::raise() {
    visited_ = {};
    Dfs::raise();
}

trace::TraceHash CachedDfs::trace_with(const Situation& situation, Move move) const {
    return trace_.hash_with(move.agent, situation.pending(move.agent), move.way);
}

void CachedDfs::arrived(const Situation& situation) {
    if (!situation.running_wants_on()) visited_.open(trace_.hash());
}

bool CachedDfs::covered(const Choice& choice) {
    return visited_.covers(choice.trace, choice.move.agent, choice.spent);
}

void CachedDfs::refuse(const Choice& choice) { visited_.refuse(choice.trace); }

}  // namespace impasse::explore
