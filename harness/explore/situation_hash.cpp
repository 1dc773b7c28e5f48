#include "harness/explore/situation_hash.hpp"

#include "harness/core/hash.hpp"

namespace impasse::explore {

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

}  // namespace impasse::explore
