#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/run/explore.hpp"

namespace impasse::run {

namespace {

// "waiter" stands for "waiter 0", "waiter 1", ...
bool stands_for(const std::string& wanted, const std::string& who) {
    return who == wanted || who.starts_with(wanted + " ");
}

// The same kind and the same participants: none is missing and none is beside them.
bool is_the_expected(const Finding& finding, const Expectation& expected) {
    const auto any = [](const auto& list, auto fits) {
        return std::any_of(list.begin(), list.end(), fits);
    };
    const auto& wanted = expected.participants;
    const auto& there = finding.participants;
    return finding.kind == expected.kind &&
           std::all_of(wanted.begin(), wanted.end(),
                       [&](const auto& w) {
                           return any(there, [&](const auto& t) { return stands_for(w, t); });
                       }) &&
           std::all_of(there.begin(), there.end(), [&](const auto& t) {
               return any(wanted, [&](const auto& w) { return stands_for(w, t); });
           });
}

std::string named(const Finding& finding) {
    return fmt::format("{} ({})", to_string(finding.kind), fmt::join(finding.participants, ", "));
}

Expectation expectation_of(const ScenarioResult& result, const Scenario& scenario,
                           const Params& params) {
    const auto& other = scenario.second_engine.expected;
    return result.memory_model == "c++" && other ? other(params) : scenario.expected(params);
}

// Why it does not count as free that nothing was found within these bounds; empty: it does.
std::string undeclared(const ScenarioResult& result, const Scenario& scenario,
                       const Params& params) {
    const bool second = result.engine == "relacy";
    const auto& declares = second ? scenario.second_engine.preemptions : scenario.preemptions;
    const auto declared = declares ? declares(params) : std::nullopt;
    const auto split = [](const std::string& list) {
        std::vector<std::string> words;
        for (std::size_t at = 0; at < list.size();) {
            const std::size_t end = std::min(list.find(", ", at), list.size());
            words.push_back(list.substr(at, end - at));
            at = end + 2;
        }
        return words;
    };
    for (const std::string& bound : split(result.bound)) {
        if (bound == spurious_wakeups_bound(result.spurious_wakeups)) continue;
        const bool weak = bound.starts_with("older-stores=") || bound.starts_with("stale-reads=") ||
                          bound.starts_with("weak-failures=") || bound == "failed-exchanges=newest";
        if (weak && scenario.second_engine.weak_memory) continue;
        const bool preemptions = bound.starts_with("preemptions=") && result.preemptions;
        if (!preemptions || !declared)
            return fmt::format("free only within {}, which the scenario does not declare", bound);
        const unsigned wanted = declared.value_or(0);
        if (*result.preemptions < wanted)
            return fmt::format("free only within {}; the scenario declares preemptions={}", bound,
                               wanted);
    }
    return {};
}

// Why the result is not what was expected; empty if it is.
std::string difference(const ScenarioResult& result, const Scenario& scenario,
                       const Params& params) {
    const Expectation expected = expectation_of(result, scenario, params);
    if (result.verdict == Verdict::Error) return result.reason;
    for (const Finding& finding : result.findings) {
        if (!expected.kind) return fmt::format("expected free, found {}", named(finding));
        if (!is_the_expected(finding, expected))
            return fmt::format("expected {}, found {}", expected.str(), named(finding));
    }
    if (result.verdict == Verdict::Inconclusive) return result.reason;
    if (expected.kind && result.findings.empty())
        return fmt::format("expected {}, found nothing: the expectation is out of date",
                           expected.str());
    if (result.verdict == Verdict::FreeWithin)
        if (const std::string why = undeclared(result, scenario, params); !why.empty()) return why;
    // The second engine has no hazards.
    if (result.engine == "relacy") return {};
    for (const FindingKind hazard : expected.hazards)
        if (std::none_of(result.hazards.begin(), result.hazards.end(),
                         [&](const Finding& seen) { return seen.kind == hazard; }))
            return fmt::format("expected hazard {}, which was not seen", to_string(hazard));
    return {};
}

}  // namespace

std::string spurious_wakeups_bound(unsigned most) {
    return fmt::format("spurious-wakeups={}", most);
}

void compare_with_expectation(ScenarioResult& result, const Scenario& scenario,
                              const Params& params) {
    const std::string why = difference(result, scenario, params);
    result.as_expected = why.empty();
    if (!why.empty()) result.reason = why;
}

void compare_replay(ScenarioResult& result, const Scenario& scenario, const Params& params) {
    const Expectation expected = scenario.expected(params);
    result.as_expected = result.findings.empty()
                             ? !expected.kind
                             : is_the_expected(result.findings.front(), expected);
    if (result.findings.empty())
        result.reason = expected.kind ? "this execution shows no finding" : "one execution was run";
    else if (!result.as_expected)
        result.reason =
            fmt::format("expected {}, found {}", expected.str(), named(result.findings.front()));
}

}  // namespace impasse::run
