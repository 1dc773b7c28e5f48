// What the scenarios of WaitMap share.
#pragma once

#include <string>

#include "models/waitmap/wait_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

using Map = models::WaitMap<int, int>;

inline std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

inline Scenario about_waitmap(const char* question, const char* about) {
    return {.name = std::string("waitmap/") + question,
            .about = about,
            .subject = "WaitMap",
            .body = {},
            .expected = {}};
}

}  // namespace impasse::scenarios
