#include "harness/explore/visited.hpp"

namespace impasse::explore {

namespace {
constexpr AgentSet kAnyone = ~AgentSet{0};
}

bool Visited::covers(const trace::TraceHash& trace, AgentId last, unsigned spent) {
    const auto [place, fresh] = arrivals_.try_emplace(trace, Arrivals{bit(last), spent});
    if (fresh) return false;
    Arrivals& cheapest = place->second;
    if (cheapest.spent < spent) return true;
    refused_ -= cheapest.spent == kRefused;
    if (cheapest.spent > spent) cheapest = {0, spent};
    if (cheapest.last & bit(last)) return true;
    cheapest.last |= bit(last);
    return false;
}

void Visited::refuse(const trace::TraceHash& trace) {
    refused_ += arrivals_.try_emplace(trace, Arrivals{0, kRefused}).second;
}

void Visited::open(const trace::TraceHash& trace) {
    if (const auto place = arrivals_.find(trace); place != arrivals_.end())
        place->second.last = kAnyone;
}

}  // namespace impasse::explore
