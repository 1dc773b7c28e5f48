// Runs one question against every revision of OnceMap.
#pragma once

#include <string>

#include "models/once_map/on_dash_map.hpp"
#include "models/once_map/on_wait_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

using OnWaitMap = models::OnceMapOnWaitMap<int, int>;
using OnPr1183 = models::OnceMapPr1183<int, int>;
using OnPr3987 = models::OnceMapPr3987<int, int>;

inline std::size_t one_shard(const int&) { return 0; }

// The last part of a scenario's name.
template <class Map>
inline const char* revision() {
    if constexpr (std::is_same_v<Map, OnWaitMap>) {
        return "waitmap";
    } else {
        return std::is_same_v<Map, OnPr1183> ? "pr1183" : "pr3987";
    }
}

template <class Map>
Scenario about_revision(const char* question, const char* about) {
    return {.name = std::string("once_map/") + question + "/" + revision<Map>(),
            .about = about,
            .subject = Map::kName,
            .body = {},
            .expected = {}};
}

}  // namespace impasse::scenarios
