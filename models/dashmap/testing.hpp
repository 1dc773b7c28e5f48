// For tests of DashMap: explores what a body does with a map.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "models/dashmap/dash_map.hpp"

namespace impasse::models {

using Map = DashMap<int, int>;

inline std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// What exploring the body, with a map of that many shards, comes to.
inline std::string outcome_with(std::size_t shards, const std::function<void(Map&)>& body,
                                DashMapVersion version = DashMapVersion::V6,
                                TryCalls tries = TryCalls::None) {
    return run::outcome(run::explored([&] {
        Map map(shards, key_itself, "shard", version, tries);
        body(map);
    }));
}

// The same, with one shard and try_*.
inline std::string outcome_of_tries(TryCalls tries, const std::function<void(Map&)>& body) {
    return outcome_with(1, body, DashMapVersion::V6, tries);
}

// One thread uses a map of one shard; what its body returns.
template <class Body>
auto alone(Body body) {
    decltype(body(std::declval<Map&>())) returned{};
    const std::string outcome = outcome_with(1, [&](Map& map) { returned = body(map); });
    REQUIRE(outcome == "free");
    return returned;
}

}  // namespace impasse::models
