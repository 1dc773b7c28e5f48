#include "reports/report.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "reports/words.hpp"

namespace impasse::reports {

namespace {

std::string suite_of(const std::string& name) { return name.substr(0, name.find('/')); }

std::string without_suite(const std::string& question) {
    return question.substr(question.find('/') + 1);
}

std::size_t place_of(const std::string& value, const std::vector<std::string>& sorted) {
    return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) -
                                    sorted.begin());
}

std::vector<std::string> subjects_of(const std::vector<std::size_t>& places,
                                     const std::vector<ScenarioResult>& scenarios) {
    std::set<std::string> subjects;
    for (const std::size_t at : places) subjects.insert(scenarios[at].subject);
    return {subjects.begin(), subjects.end()};
}

Matrix matrix_of(const std::string& suite, const std::vector<std::size_t>& places,
                 const std::vector<ScenarioResult>& scenarios) {
    Matrix matrix{suite, subjects_of(places, scenarios), {}};
    std::map<std::pair<std::string, std::string>, std::size_t> rows;
    for (const std::size_t at : places) {
        const ScenarioResult& result = scenarios[at];
        const std::string question = without_suite(question_of(result.name));
        const auto [row, is_new] =
            rows.try_emplace({question, params_text(result)}, matrix.rows.size());
        if (is_new)
            matrix.rows.push_back(
                {question, params_text(result),
                 std::vector<std::optional<std::size_t>>(matrix.subjects.size())});
        matrix.rows[row->second].cells[place_of(result.subject, matrix.subjects)] = at;
    }
    return matrix;
}

bool compares(const Matrix::Row& row) {
    return std::count_if(row.cells.begin(), row.cells.end(),
                         [](const auto& cell) { return cell.has_value(); }) > 1;
}

}  // namespace

std::vector<VerdictCount> counts_of(const std::vector<ScenarioResult>& scenarios) {
    std::vector<VerdictCount> counts;
    for (const Verdict verdict : {Verdict::Free, Verdict::FreeWithin, Verdict::Found,
                                  Verdict::Inconclusive, Verdict::Error}) {
        const auto count =
            std::count_if(scenarios.begin(), scenarios.end(),
                          [&](const ScenarioResult& s) { return s.verdict == verdict; });
        if (count > 0) counts.push_back({verdict, static_cast<std::size_t>(count)});
    }
    return counts;
}

std::vector<std::size_t> unexpected(const std::vector<ScenarioResult>& scenarios) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < scenarios.size(); ++i)
        if (!scenarios[i].as_expected) places.push_back(i);
    return places;
}

std::vector<Matrix> matrices_of(const std::vector<ScenarioResult>& scenarios) {
    std::map<std::string, std::vector<std::size_t>> suites;
    for (std::size_t at = 0; at < scenarios.size(); ++at)
        if (!scenarios[at].subject.empty()) suites[suite_of(scenarios[at].name)].push_back(at);
    std::vector<Matrix> matrices;
    for (const auto& [suite, places] : suites) {
        Matrix matrix = matrix_of(suite, places, scenarios);
        if (std::any_of(matrix.rows.begin(), matrix.rows.end(), compares))
            matrices.push_back(std::move(matrix));
    }
    return matrices;
}

std::vector<MeasureTable> measures_of(const std::vector<ScenarioResult>& scenarios) {
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t at = 0; at < scenarios.size(); ++at)
        for (const auto& [what, measure] : scenarios[at].measures) places[what].push_back(at);
    std::vector<MeasureTable> tables;
    for (const auto& [what, at] : places) tables.push_back({what, matrix_of("", at, scenarios)});
    return tables;
}

Tally tally_of(const std::vector<std::optional<std::size_t>>& cells,
               const std::vector<ScenarioResult>& scenarios) {
    Tally tally;
    for (const auto& cell : cells) {
        if (!cell) continue;
        const Verdict verdict = scenarios[*cell].verdict;
        ++tally.asked;
        tally.free += verdict == Verdict::Free || verdict == Verdict::FreeWithin;
    }
    return tally;
}

Tally tally_of_subject(const Matrix& matrix, std::size_t subject,
                       const std::vector<ScenarioResult>& scenarios) {
    std::vector<std::optional<std::size_t>> cells;
    for (const Matrix::Row& row : matrix.rows) cells.push_back(row.cells[subject]);
    return tally_of(cells, scenarios);
}

std::vector<std::string> lanes_of(const std::vector<StepLine>& steps,
                                  const std::vector<WaitEdge>& waits) {
    std::vector<std::string> agents;
    const auto add = [&](const std::string& agent) {
        if (std::find(agents.begin(), agents.end(), agent) == agents.end()) agents.push_back(agent);
    };
    for (const StepLine& line : steps) add(line.agent);
    for (const WaitEdge& edge : waits) add(edge.waiter);
    return agents;
}

std::vector<std::string> stuck_behind(const Finding& finding) {
    std::vector<std::string> others;
    for (const WaitEdge& edge : finding.wait_for) {
        const auto is = [&](const std::string& name) { return name == edge.waiter; };
        if (std::none_of(finding.participants.begin(), finding.participants.end(), is) &&
            std::none_of(others.begin(), others.end(), is))
            others.push_back(edge.waiter);
    }
    return others;
}

std::vector<WaitEdge> cycle_first(std::vector<WaitEdge> edges) {
    std::stable_partition(edges.begin(), edges.end(),
                          [](const WaitEdge& edge) { return edge.in_cycle; });
    return edges;
}

std::string question_of(const std::string& name) {
    if (std::count(name.begin(), name.end(), '/') != 2) return name;
    return name.substr(0, name.rfind('/'));
}

}  // namespace impasse::reports
