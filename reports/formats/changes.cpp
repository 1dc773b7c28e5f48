#include "reports/formats/changes.hpp"

#include "reports/formats/aligned.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

std::string changes_text(const Comparison& comparison) {
    std::vector<Row> rows;
    for (const auto& [what, scenario, words] : changes_of(comparison))
        rows.push_back({std::string(what), full_name(*scenario), words});
    return aligned(rows, "", "  ");
}

}  // namespace impasse::reports
