#include "harness/bench/bar.hpp"

#include <algorithm>

namespace impasse::bench {

std::string outcome(const Bar& bar) {
    if (!bar.met) return "not measured";
    if (bar.absolute) return *bar.met ? "reached" : "not reached (a goal)";
    return *bar.met ? "met" : "NOT MET";
}

bool all_met(const std::vector<Bar>& bars) {
    const auto missed = [](const Bar& bar) { return !bar.absolute && bar.met == false; };
    const auto met = [](const Bar& bar) { return !bar.absolute && bar.met == true; };
    return std::none_of(bars.begin(), bars.end(), missed) &&
           std::any_of(bars.begin(), bars.end(), met);
}

Table table_of(const std::vector<Bar>& bars) {
    Table table{.title = "Bars and goals",
                .columns = {"what", "wanted", "measured", "outcome"},
                .rows = {}};
    for (const Bar& bar : bars)
        table.rows.push_back({bar.what, bar.wanted, bar.measured, outcome(bar)});
    return table;
}

nlohmann::json to_json(const Bar& bar) {
    return {{"what", bar.what},
            {"wanted", bar.wanted},
            {"measured", bar.measured},
            {"outcome", outcome(bar)},
            {"absolute", bar.absolute}};
}

}  // namespace impasse::bench
