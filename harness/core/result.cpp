#include "harness/core/result.hpp"

#include <algorithm>

namespace impasse {

namespace {

ExitCode exit_code_of(const ScenarioResult& result) {
    if (result.verdict == Verdict::Error) return kError;
    if (result.as_expected) return kAsExpected;
    return result.verdict == Verdict::Inconclusive ? kInconclusive : kDiffers;
}

}  // namespace

void widen(Measures& measures, const std::string& what, const Measure& by) {
    const auto [place, is_new] = measures.try_emplace(what, by);
    if (is_new) return;
    Measure& all = place->second;
    all.least = std::min(all.least, by.least);
    all.most = std::max(all.most, by.most);
    const bool told = !all.values.empty() && !by.values.empty();
    all.values.insert(by.values.begin(), by.values.end());
    if (!told || all.values.size() > Measure::kMostValues) all.values.clear();
}

void widen(Measures& measures, const std::string& what, std::int64_t value) {
    const auto place = measures.find(what);
    if (place == measures.end()) {
        measures.emplace(what, Measure{value, value, {value}});
        return;
    }
    Measure& all = place->second;
    all.least = std::min(all.least, value);
    all.most = std::max(all.most, value);
    if (all.values.empty()) return;
    all.values.insert(value);
    if (all.values.size() > Measure::kMostValues) all.values.clear();
}

ExitCode exit_code_of(const std::vector<ScenarioResult>& results) {
    ExitCode code = kAsExpected;
    for (const ScenarioResult& result : results) code = stronger(code, exit_code_of(result));
    return code;
}

}  // namespace impasse
