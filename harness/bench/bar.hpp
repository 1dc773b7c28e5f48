// What the engine is held to (design section 8). Ratios within one run decide; absolute figures are
// goals, for a quiet machine.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/bench/table.hpp"

namespace impasse::bench {

struct Bar {
    std::string what;
    std::string wanted;    // "at most 10x"
    std::string measured;  // as in its table; for one that is not measured: why not
    std::optional<bool> met;
    bool absolute = false;  // a goal: --check does not ask for it
};

std::string outcome(const Bar& bar);
// Whether --check is content: no bar is missed, and one was measured at all.
bool all_met(const std::vector<Bar>& bars);

Table table_of(const std::vector<Bar>& bars);
nlohmann::json to_json(const Bar& bar);

}  // namespace impasse::bench
