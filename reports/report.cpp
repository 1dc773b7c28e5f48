#include "reports/report.hpp"

#include <algorithm>

namespace impasse::reports {

namespace {

// The place of `value` in `values`, where it is put at the end if it is new.
std::size_t place_in(std::vector<std::string>& values, const std::string& value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
    values.push_back(value);
    return values.size() - 1;
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

Matrix matrix_of(const std::vector<ScenarioResult>& scenarios) {
    Matrix matrix;
    std::vector<std::string> questions;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        if (scenarios[i].subject.empty()) continue;
        const std::string question = question_of(scenarios[i].name);
        const std::size_t row = place_in(questions, question);
        const std::size_t column = place_in(matrix.subjects, scenarios[i].subject);
        if (row == matrix.rows.size()) matrix.rows.push_back({question, {}});
        auto& cells = matrix.rows[row].cells;
        if (cells.size() <= column) cells.resize(column + 1);
        cells[column].push_back(i);
    }
    for (Matrix::Row& row : matrix.rows) row.cells.resize(matrix.subjects.size());
    return matrix;
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
