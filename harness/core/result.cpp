#include "harness/core/result.hpp"

namespace impasse {

namespace {

ExitCode exit_code_of(const ScenarioResult& result) {
    if (result.verdict == Verdict::Error) return kError;
    if (result.as_expected) return kAsExpected;
    return result.verdict == Verdict::Inconclusive ? kInconclusive : kDiffers;
}

}  // namespace

ExitCode exit_code_of(const std::vector<ScenarioResult>& results) {
    ExitCode code = kAsExpected;
    for (const ScenarioResult& result : results) code = stronger(code, exit_code_of(result));
    return code;
}

}  // namespace impasse
