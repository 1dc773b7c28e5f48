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

void widen(Measures& measures, const std::string& what, Measure by) {
    const auto [place, is_new] = measures.try_emplace(what, by);
    if (is_new) return;
    place->second.least = std::min(place->second.least, by.least);
    place->second.most = std::max(place->second.most, by.most);
}

ExitCode exit_code_of(const std::vector<ScenarioResult>& results) {
    ExitCode code = kAsExpected;
    for (const ScenarioResult& result : results) code = stronger(code, exit_code_of(result));
    return code;
}

}  // namespace impasse
