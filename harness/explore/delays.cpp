#include "harness/explore/delays.hpp"

#include <algorithm>
#include <bit>

namespace impasse::explore {

void Delays::offer(const Situation& situation, Offers& offers) const {
    const AgentId running = situation.running();
    const unsigned first =
        running == kNoAgent ? 0 : situation.birth(running) + !situation.running_wants_on();
    for (AgentSet rest = situation.enabled(); rest != 0; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        // How far round the circle: those born before `first` wrap to the far end.
        offers.push_back({agent, situation.birth(agent) - first});
    }
    std::sort(offers.begin(), offers.end(),
              [](const Offer& a, const Offer& b) { return a.price < b.price; });
    for (unsigned skipped = 0; skipped < offers.size(); ++skipped) offers[skipped].price = skipped;
}

}  // namespace impasse::explore
