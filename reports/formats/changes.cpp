#include "reports/formats/changes.hpp"

#include <fmt/format.h>

#include "reports/formats/aligned.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace {

std::string verdicts(const VerdictSince& one) {
    return fmt::format("{} -> {}", known_words(*one.base), known_words(*one.head));
}

}  // namespace

std::string changes_text(const Comparison& comparison) {
    std::vector<Row> rows;
    const auto row = [&](std::string_view what, const ScenarioResult& result,
                         const std::string& text) {
        rows.push_back({std::string(what), full_name(result), text});
    };
    const auto findings = [&](Since since, const char* why) {
        for (const FindingSince& one : comparison.findings)
            if (one.since == since)
                row(to_string(since), *one.scenario,
                    fmt::format("{}{}{}", to_string(one.finding->kind), why,
                                since == Since::New ? ": " + one.finding->summary : ""));
    };
    findings(Since::New, "");
    for (const VerdictSince& one : comparison.weaker) row("weaker", *one.head, verdicts(one));
    for (const ScenarioResult* gone : comparison.gone)
        row("gone", *gone, "was " + known_words(*gone) + ", and was not run");
    findings(Since::Unseen, ", but not all was explored");
    findings(Since::Fixed, "");
    for (const VerdictSince& one : comparison.stronger) row("stronger", *one.head, verdicts(one));
    for (const ScenarioResult* added : comparison.added) row("added", *added, known_words(*added));
    return aligned(rows, "", "  ");
}

}  // namespace impasse::reports
