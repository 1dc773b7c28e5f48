#include "reports/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "reports/report.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace {

using ByKey =
    std::map<decltype(identity_of(std::declval<ScenarioResult>())), const ScenarioResult*>;

ByKey by_key(const std::vector<ScenarioResult>& results) {
    ByKey by;
    for (const ScenarioResult& result : results) by.emplace(identity_of(result), &result);
    return by;
}

const ScenarioResult* find(const ByKey& by, const ScenarioResult& result) {
    const auto at = by.find(identity_of(result));
    return at == by.end() ? nullptr : at->second;
}

bool has(const ScenarioResult& result, const Finding& finding) {
    return std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& other) {
        return other.fingerprint == finding.fingerprint;
    });
}

// How much of all that there is was explored: nothing that can be trusted, a part, all within a bound, all.
// Of two bounds on preemptions the larger one tells more.
std::pair<int, unsigned> known_of(const ScenarioResult& result) {
    if (result.verdict == Verdict::Error) return {0, 0};
    if (!result.exhausted) return {1, 0};
    if (result.bound.empty()) return {3, 0};
    return {2, result.preemptions.value_or(0)};
}

void compare_findings(const ScenarioResult* base, const ScenarioResult& head, Comparison& out) {
    for (const Finding& finding : head.findings)
        out.findings.push_back(
            {base && has(*base, finding) ? Since::Still : Since::New, &head, &finding});
}

}  // namespace

namespace {

std::string known_words(const ScenarioResult& result) {
    const bool part = result.verdict == Verdict::Found && !result.exhausted;
    return verdict_words(result) + (part ? ", not all explored" : "");
}

}  // namespace

std::string_view to_string(Since since) {
    switch (since) {
        case Since::New:
            return "new";
        case Since::Still:
            return "still";
        case Since::Fixed:
            return "fixed";
        case Since::Unseen:
            return "unseen";
    }
    return "";
}

std::size_t Comparison::count(Since since) const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [since](const FindingSince& one) { return one.since == since; }));
}

bool Comparison::worse() const { return count(Since::New) > 0 || !weaker.empty() || !gone.empty(); }

Comparison compare(const std::vector<ScenarioResult>& base,
                   const std::vector<ScenarioResult>& head) {
    const ByKey in_base = by_key(base);
    const ByKey in_head = by_key(head);
    Comparison out;
    for (const ScenarioResult& now : head) {
        const ScenarioResult* before = find(in_base, now);
        compare_findings(before, now, out);
        if (!before) {
            out.added.push_back(&now);
        } else if (known_of(now) < known_of(*before)) {
            out.weaker.push_back({before, &now});
        } else if (known_of(*before) < known_of(now)) {
            out.stronger.push_back({before, &now});
        }
    }
    for (const ScenarioResult& before : base) {
        const ScenarioResult* now = find(in_head, before);
        if (!now) {
            out.gone.push_back(&before);
            continue;
        }
        const bool whole = now->exhausted && now->bound == before.bound;
        for (const Finding& finding : before.findings)
            if (!has(*now, finding))
                out.findings.push_back(
                    {whole || known_of(*now).first == 3 ? Since::Fixed : Since::Unseen, &before,
                     &finding});
    }
    return out;
}

std::vector<Change> changes_of(const Comparison& comparison) {
    std::vector<Change> changes;
    const auto findings = [&](Since since, const auto& words) {
        for (const FindingSince& one : comparison.findings)
            if (one.since == since)
                changes.push_back({to_string(since), one.scenario, words(*one.finding)});
    };
    const auto kind = [](const Finding& finding) { return std::string(to_string(finding.kind)); };
    const auto verdicts = [&](const char* what, const std::vector<VerdictSince>& all) {
        for (const VerdictSince& one : all)
            changes.push_back(
                {what, one.head, known_words(*one.base) + " -> " + known_words(*one.head)});
    };
    findings(Since::New,
             [&](const Finding& finding) { return kind(finding) + ": " + finding.summary; });
    verdicts("weaker", comparison.weaker);
    for (const ScenarioResult* gone : comparison.gone)
        changes.push_back({"gone", gone, "was " + known_words(*gone) + ", and was not run"});
    findings(Since::Unseen,
             [&](const Finding& finding) { return kind(finding) + ", but not all was explored"; });
    findings(Since::Fixed, kind);
    verdicts("stronger", comparison.stronger);
    for (const ScenarioResult* added : comparison.added)
        changes.push_back({"added", added, known_words(*added)});
    return changes;
}

std::string compared_sentence(const Comparison& comparison) {
    std::string text;
    const auto add = [&](std::size_t count, const std::string& words) {
        if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, words);
    };
    const auto one_or_more = [](std::size_t count, const char* one, const char* more) {
        return count == 1 ? one : more;
    };
    add(comparison.count(Since::New), "new");
    add(comparison.weaker.size(),
        one_or_more(comparison.weaker.size(), "verdict is weaker", "verdicts are weaker"));
    add(comparison.gone.size(), one_or_more(comparison.gone.size(), "scenario was not run any more",
                                            "scenarios were not run any more"));
    add(comparison.count(Since::Unseen), "not seen again");
    add(comparison.count(Since::Fixed), "fixed");
    add(comparison.count(Since::Still), "still there");
    add(comparison.stronger.size(),
        one_or_more(comparison.stronger.size(), "verdict is stronger", "verdicts are stronger"));
    add(comparison.added.size(),
        one_or_more(comparison.added.size(), "scenario was added", "scenarios were added"));
    return text.empty() ? "nothing has changed" : text;
}

}  // namespace impasse::reports
