#include "reports/formats/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/compare.hpp"
#include "reports/formats/story.hpp"
#include "reports/words.hpp"
#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

std::string cell(const std::string& text) { return markdown_escaped(text); }

// Nothing in it ends the block before its end.
std::string fenced(const std::string& text) {
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fmt::format("{}text\n{}{}{}\n", fence, printable(text), text.ends_with('\n') ? "" : "\n",
                       fence);
}

struct Story {
    const ScenarioResult* scenario;
    const Finding* finding;
};

std::string heading(const Report& report, const std::optional<Comparison>& since) {
    std::string text = fmt::format("# {}\n\n", cell(overall_sentence(report.scenarios)));
    if (since)
        text += fmt::format("Since {}: {}.\n\n", cell(report.base->name),
                            cell(compared_sentence(*since)));
    return text;
}

std::string unexpected_table(const Report& report) {
    const auto places = unexpected(report.scenarios);
    if (places.empty()) return "";
    std::string text =
        "## Not as expected\n\n| scenario | verdict | expected | why |\n|---|---|---|---|\n";
    for (const std::size_t at : places) {
        const ScenarioResult& result = report.scenarios[at];
        text +=
            fmt::format("| {} | {} | {} | {} |\n", cell(full_name(result)),
                        cell(verdict_words(result)), cell(result.expected), cell(result.reason));
    }
    return text + "\n";
}

std::string changes_table(const Comparison& since) {
    std::string rows;
    for (const auto& [what, scenario, words] : changes_of(since))
        rows += fmt::format("| {} | {} | {} |\n", what, cell(full_name(*scenario)), cell(words));
    return rows.empty() ? "" : "| change | scenario | what |\n|---|---|---|\n" + rows + "\n";
}

std::string suites_table(const std::vector<ScenarioResult>& scenarios) {
    std::map<std::string, std::map<Verdict, std::size_t>> suites;
    std::map<std::string, std::size_t> differ;
    for (const ScenarioResult& result : scenarios) {
        ++suites[result.suite][result.verdict];
        differ[result.suite] += !result.as_expected;
    }
    const auto verdicts = counts_of(scenarios);
    std::string text = "## Suites\n\n| suite |";
    std::string rule = "\n|---|";
    for (const VerdictCount& one : verdicts) {
        text += fmt::format(" {} |", to_string(one.verdict));
        rule += "--:|";
    }
    text += " not as expected |" + rule + "--:|\n";
    for (const auto& [suite, counts] : suites) {
        text += fmt::format("| {} |", cell(suite));
        for (const VerdictCount& one : verdicts) {
            const auto at = counts.find(one.verdict);
            text += at == counts.end() ? " |" : fmt::format(" {} |", grouped(at->second));
        }
        text += differ[suite] > 0 ? fmt::format(" **{}** |\n", differ[suite]) : " |\n";
    }
    return text + "\n";
}

// Of what is new where there is a base, else of what is not as expected.
std::vector<Story> stories_of(const Report& report, const std::optional<Comparison>& since) {
    std::vector<Story> stories;
    if (since) {
        for (const FindingSince& one : since->findings)
            if (one.since == Since::New) stories.push_back({one.scenario, one.finding});
        return stories;
    }
    for (const std::size_t at : unexpected(report.scenarios))
        for (const Finding& finding : report.scenarios[at].findings)
            stories.push_back({&report.scenarios[at], &finding});
    return stories;
}

}  // namespace

std::string to_markdown(const Report& report, std::size_t most) {
    std::optional<Comparison> since;
    if (report.base) since = compare(report.base->scenarios, report.scenarios);
    std::string text = heading(report, since) + unexpected_table(report);
    if (since) text += changes_table(*since);
    const std::string end = suites_table(report.scenarios) +
                            (report.command.empty() ? "" : "Made by:\n\n" + fenced(report.command));
    const auto stories = stories_of(report, since);
    for (std::size_t i = 0; i < stories.size(); ++i) {
        const auto& [scenario, finding] = stories[i];
        const std::string story = fmt::format(
            "<details{}><summary>{}: {}</summary>\n\n{}\n</details>\n\n", i == 0 ? " open" : "",
            xml_escaped(on_one_line(full_name(*scenario))),
            xml_escaped(on_one_line(finding->summary)), fenced(story_text(*scenario, *finding)));
        if (text.size() + story.size() + end.size() + 100 > most) {
            text += fmt::format("{} more: the HTML report has them.\n\n",
                                counted(stories.size() - i, "story"));
            break;
        }
        text += story;
    }
    return text + end;
}

}  // namespace impasse::reports
