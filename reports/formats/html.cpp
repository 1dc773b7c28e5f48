#include "reports/formats/html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "reports/compare.hpp"
#include "reports/formats/html_parts.hpp"
#include "reports/formats/template.hpp"
#include "reports/viewer_files.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace html {

namespace {

std::string anchor(std::string text) {
    for (char& c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') c = '-';
    return text;
}

std::string unique(const std::string& id, std::set<std::string>& taken) {
    std::string made = id;
    for (int n = 2; !taken.insert(made).second; ++n) made = id + "-" + std::to_string(n);
    return made;
}

// An anchor a scenario, made of its name so that links last from run to run.
std::vector<std::string> ids_of(const std::vector<ScenarioResult>& scenarios) {
    std::vector<std::string> ids;
    std::set<std::string> taken;
    for (const ScenarioResult& result : scenarios)
        ids.push_back(unique("s-" + anchor(full_name(result)), taken));
    return ids;
}

std::string first_sentence(const ScenarioResult& result) {
    if (!result.reason.empty()) return result.reason;
    return result.findings.empty() ? "" : result.findings.front().summary;
}

// "2024-01-30 #1183" as its date, which does not break, and its name.
std::pair<std::string, std::string> dated(const std::string& subject) {
    constexpr std::size_t kDate = 10;
    const bool has_date = subject.size() > kDate && subject[kDate] == ' ' &&
                          std::all_of(subject.begin(), subject.begin() + kDate,
                                      [](unsigned char c) { return c == '-' || std::isdigit(c); });
    return has_date ? std::pair(subject.substr(0, kDate), subject.substr(kDate + 1))
                    : std::pair(std::string(), subject);
}

class Page {
  public:
    explicit Page(const Report& report) : report_(report), ids_(ids_of(report.scenarios)) {
        if (report.base) since_ = compare(report.base->scenarios, report.scenarios);
        for (const FindingSince& one : since_.findings) of_finding_.emplace(one.finding, one.since);
    }

    void fill(Dictionary& page) {
        fill_header(page);
        if (!unexpected(report_.scenarios).empty()) fill_unexpected(show(page, "UNEXPECTED"));
        if (report_.base && !changes_of(since_).empty()) fill_changes(show(page, "CHANGES"));
        for (const Matrix& matrix : matrices_of(report_.scenarios))
            fill_matrix(show(page, "MATRIX"), matrix);
        for (const MeasureTable& table : measures_of(report_.scenarios))
            fill_measures(show(page, "MEASURED"), table);
        if (!report_.scenarios.empty()) fill_index(show(page, "INDEX"));
        fill_scenarios(page);
    }

  private:
    void common(Dictionary& dictionary, std::size_t at) {
        fill_common(dictionary, report_.scenarios[at], ids_[at]);
    }

    void fill_header(Dictionary& page) {
        const auto& scenarios = report_.scenarios;
        set(page, "TITLE", report_.title);
        const std::size_t fresh = since_.count(Since::New);
        set(page, "HEADLINE",
            headline(scenarios) + (fresh > 0
                                       ? fmt::format("; {} {} new since {}", grouped(fresh),
                                                     fresh == 1 ? "is" : "are", report_.base->name)
                                       : ""));
        set(page, "OVERALL", overall_sentence(scenarios));
        set(page, "EXPLORED", explored_by_all(scenarios));
        if (report_.base) {
            Dictionary& since = show(page, "SINCE");
            set(since, "BASE", report_.base->name);
            set(since, "TEXT", compared_sentence(since_));
        }
        set(page, "STYLE", std::string(viewer::style_css));
        set(page, "STYLE_HASH", std::string(viewer::style_css_hash));
        set(page, "SCRIPT", std::string(viewer::viewer_js));
        set(page, "SCRIPT_HASH", std::string(viewer::viewer_js_hash));
        const bool good = !scenarios.empty() && unexpected(scenarios).empty();
        show(page, good ? "ALL_GOOD" : "SOME_BAD");
        for (const VerdictCount& entry : counts_of(scenarios)) {
            Dictionary& count = show(page, "COUNT");
            set(count, "NUMBER", grouped(entry.count));
            set(count, "VERDICT", std::string(to_string(entry.verdict)));
        }
        if (!report_.command.empty()) set(show(page, "COMMAND"), "COMMAND_LINE", report_.command);
    }

    void fill_unexpected(Dictionary& section) {
        for (const std::size_t at : unexpected(report_.scenarios)) {
            Dictionary& item = show(section, "ITEM");
            common(item, at);
            show_text(item, "WHY", first_sentence(report_.scenarios[at]));
        }
    }

    void fill_changes(Dictionary& section) {
        set(section, "BASE", report_.base->name);
        for (const auto& [what, scenario, words] : changes_of(since_)) {
            Dictionary& row = show(section, "CHANGE");
            set(row, "SINCE", std::string(what));
            const auto at = static_cast<std::size_t>(scenario - report_.scenarios.data());
            const bool here = scenario >= report_.scenarios.data() && at < report_.scenarios.size();
            Dictionary& name = show(row, here ? "LINK" : "NOLINK");
            if (here) set(name, "ID", ids_[at]);
            set(name, "NAME", full_name(*scenario));
            set(row, "TEXT", words);
        }
    }

    // What has become of its findings, where there is a base.
    std::vector<std::string> since_of(const ScenarioResult& result) const {
        std::vector<std::string> words;
        const auto add = [&](Since since) {
            const std::string word(to_string(since));
            if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
        };
        for (const Finding& finding : result.findings)
            if (const auto at = of_finding_.find(&finding); at != of_finding_.end())
                add(at->second);
        for (const FindingSince& one : since_.findings)
            if ((one.since == Since::Fixed || one.since == Since::Unseen) &&
                identity_of(*one.scenario) == identity_of(result))
                add(one.since);
        return words;
    }

    static void show_tally(Dictionary& dictionary, const Tally& tally) {
        Dictionary& shown = show(dictionary, "TALLY");
        set(shown, "FREE", grouped(tally.free));
        set(shown, "ASKED", grouped(tally.asked));
        if (tally.free == tally.asked) show(shown, "ALL");
    }

    void fill_matrix(Dictionary& section, const Matrix& matrix) {
        const auto& scenarios = report_.scenarios;
        set(section, "SUITE", matrix.suite);
        for (std::size_t subject = 0; subject < matrix.subjects.size(); ++subject) {
            Dictionary& column = show(section, "SUBJECT");
            const auto [date, name] = dated(matrix.subjects[subject]);
            show_text(column, "DATE", date);
            set(column, "NAME", name);
            show_tally(column, tally_of_subject(matrix, subject, scenarios));
        }
        for (const Matrix::Row& row : matrix.rows) {
            Dictionary& line = show(section, "ROW");
            set(line, "QUESTION", row.question);
            show_text(line, "PARAMS", row.params);
            show_tally(line, tally_of(row.cells, scenarios));
            for (std::size_t subject = 0; subject < row.cells.size(); ++subject) {
                Dictionary& cell = show(line, "CELL");
                if (row.cells[subject])
                    fill_cell(show(cell, "RUN"), *row.cells[subject], matrix.subjects[subject]);
                else
                    show(cell, "NONE");
            }
        }
    }

    void fill_cell(Dictionary& run, std::size_t at, const std::string& subject) {
        const ScenarioResult& result = report_.scenarios[at];
        common(run, at);
        set(run, "SUBJECT", subject);
        set(run, "KIND", cell_words(result));
        set(run, "TRACES", grouped(result.complete + result.deadlocked));
        set(run, "COUNTED", counted(result.complete + result.deadlocked, "trace"));
    }

    void fill_measures(Dictionary& section, const MeasureTable& table) {
        set(section, "WHAT", table.what);
        for (const std::string& subject : table.matrix.subjects)
            set(show(section, "SUBJECT"), "NAME", subject);
        for (const Matrix::Row& row : table.matrix.rows) {
            Dictionary& line = show(section, "ROW");
            set(line, "QUESTION", row.question);
            show_text(line, "PARAMS", row.params);
            for (std::size_t subject = 0; subject < row.cells.size(); ++subject) {
                Dictionary& cell = show(line, "CELL");
                if (!row.cells[subject]) continue;
                Dictionary& number = show(cell, "NUMBER");
                common(number, *row.cells[subject]);
                set(number, "SUBJECT", table.matrix.subjects[subject]);
                set(number, "VALUE",
                    measure_text(report_.scenarios[*row.cells[subject]].measures.at(table.what)));
            }
        }
    }

    void fill_index(Dictionary& section) {
        if (report_.base) show(section, "HAS_BASE");
        for (std::size_t at = 0; at < report_.scenarios.size(); ++at) {
            const ScenarioResult& result = report_.scenarios[at];
            Dictionary& item = show(section, "ITEM");
            common(item, at);
            set(item, "ABOUT", result.about);
            set(item, "SUITE", result.suite);
            const std::vector<std::string> since = since_of(result);
            set(item, "ALL_SINCE", fmt::format("{}", fmt::join(since, " ")));
            for (const std::string& word : since)
                if (word != to_string(Since::Still)) set(show(item, "BADGE"), "SINCE", word);
            if (!result.hazards.empty())
                show_text(item, "HAZARD", counted(result.hazards.size(), "hazard"));
        }
    }

    // Those that are not as expected come first.
    void fill_scenarios(Dictionary& page) {
        for (const bool expected : {false, true})
            for (std::size_t at = 0; at < report_.scenarios.size(); ++at) {
                if (report_.scenarios[at].as_expected != expected) continue;
                Dictionary& part = *page.AddIncludeDictionary("SCENARIO");
                part.SetFilename("scenario.tpl");
                common(part, at);
                fill_scenario(part, report_.scenarios[at]);
                fill_findings(part, at);
            }
    }

    // An anchor a finding: its scenario's, and its fingerprint.
    void fill_findings(Dictionary& dictionary, std::size_t at) {
        const ScenarioResult& result = report_.scenarios[at];
        std::set<std::string> taken;
        for (const auto* findings : {&result.findings, &result.hazards})
            for (const Finding& finding : *findings) {
                Dictionary& part = *dictionary.AddIncludeDictionary("FINDING");
                part.SetFilename("finding.tpl");
                const std::string id = "f" + ids_[at].substr(1) + "-" + anchor(finding.fingerprint);
                set(part, "FINDING_ID", unique(id, taken));
                const auto since = of_finding_.find(&finding);
                if (since != of_finding_.end() && since->second == Since::New)
                    set(show(part, "BADGE"), "SINCE", "new");
                fill_finding(part, finding);
            }
    }

    const Report& report_;
    std::vector<std::string> ids_;
    Comparison since_;
    std::map<const Finding*, Since> of_finding_;  // to look up only
};

}  // namespace

}  // namespace html

std::string to_html(const Report& report) {
    html::Dictionary dictionary("report");
    html::Page(report).fill(dictionary);
    return expanded({{"page.tpl", viewer::page_tpl},
                     {"scenario.tpl", viewer::scenario_tpl},
                     {"finding.tpl", viewer::finding_tpl}},
                    dictionary);
}

}  // namespace impasse::reports
