#include "reports/formats/html.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "reports/formats/html_parts.hpp"
#include "reports/formats/template.hpp"
#include "reports/viewer_files.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace html {

namespace {

// An anchor a scenario, made of its name so that links last from run to run.
std::vector<std::string> ids_of(const std::vector<ScenarioResult>& scenarios) {
    std::vector<std::string> ids;
    std::set<std::string> taken;
    for (const ScenarioResult& result : scenarios) {
        std::string id = "s-" + full_name(result);
        for (char& c : id)
            if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') c = '-';
        std::string unique = id;
        for (int n = 2; !taken.insert(unique).second; ++n) unique = id + "-" + std::to_string(n);
        ids.push_back(unique);
    }
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
    explicit Page(const Report& report) : report_(report), ids_(ids_of(report.scenarios)) {}

    void fill(Dictionary& page) {
        fill_header(page);
        if (!unexpected(report_.scenarios).empty()) fill_unexpected(show(page, "UNEXPECTED"));
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
        set(page, "OVERALL", overall_sentence(scenarios));
        set(page, "STYLE", std::string(viewer::style_css));
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
        for (std::size_t at = 0; at < report_.scenarios.size(); ++at) {
            const ScenarioResult& result = report_.scenarios[at];
            Dictionary& item = show(section, "ITEM");
            common(item, at);
            set(item, "ABOUT", result.about);
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
            }
    }

    const Report& report_;
    std::vector<std::string> ids_;
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
