// For tests: explores a body without a scenario around it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/run/explore.hpp"

namespace impasse::run {

inline Scenario scenario_of(std::function<void()> body, Expectation expectation = is_free()) {
    Scenario scenario;
    scenario.name = "test/body";
    scenario.body = [body = std::move(body)](const Params&) { body(); };
    scenario.expected = always(std::move(expectation));
    return scenario;
}

// Every interleaving, for tests that look at what no step shows.
inline ExploreOptions every_interleaving() {
    ExploreOptions options;
    options.strategy = "dfs";
    return options;
}

inline ScenarioResult explored(std::function<void()> body, const ExploreOptions& options = {}) {
    const Scenario scenario = scenario_of(std::move(body));
    return explore(scenario, Params(), options);
}

// "free", or "cycle (left, right, a, b)" for one finding, or all of them separated by "; ".
inline std::string outcome(const ScenarioResult& result) {
    if (result.verdict == Verdict::Error) return "error: " + result.reason;
    if (result.findings.empty()) return std::string(to_string(result.verdict));
    std::string text;
    for (const Finding& finding : result.findings) {
        text += (text.empty() ? "" : "; ") + std::string(to_string(finding.kind)) + " (";
        for (std::size_t i = 0; i < finding.participants.size(); ++i)
            text += (i ? ", " : "") + finding.participants[i];
        text += ")";
    }
    return text;
}

}  // namespace impasse::run
