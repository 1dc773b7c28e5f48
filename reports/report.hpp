// What a report is made of, and what is derived from it: counts and the matrix. A format (HTML,
// Markdown, ...) turns this into text and decides nothing.
//
// Everything keeps the order of the results; nothing here reads a clock.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

struct Report {
    // What it is compared with: earlier results.
    struct Base {
        std::string name;  // of their file, or "main"
        std::vector<ScenarioResult> scenarios;
    };
    std::string title;
    std::string command;  // the command line that made it
    std::vector<ScenarioResult> scenarios;
    std::optional<Base> base = {};
};

// What makes two results those of one scenario: in its order a report names them.
inline auto identity_of(const ScenarioResult& result) {
    return std::tie(result.name, result.params, result.engine, result.memory_model);
}

struct VerdictCount {
    Verdict verdict;
    std::size_t count;
};

// The verdicts that occur, in the order of the enum.
std::vector<VerdictCount> counts_of(const std::vector<ScenarioResult>& scenarios);

// Places in `scenarios` of those that are not as expected.
std::vector<std::size_t> unexpected(const std::vector<ScenarioResult>& scenarios);

// Question x subject, of one suite. A row is a question with one set of parameters; a cell is a place
// in the scenarios, or none if that subject was not asked it.
struct Matrix {
    struct Row {
        std::string question;  // without the suite
        std::string params;
        std::vector<std::optional<std::size_t>> cells;  // as many as subjects
    };
    std::string suite;
    std::vector<std::string> subjects;  // in the order of their names
    std::vector<Row> rows;
};

// One for each suite that asks several subjects the same question.
std::vector<Matrix> matrices_of(const std::vector<ScenarioResult>& scenarios);

// What was measured, a table for each name of a number.
struct MeasureTable {
    std::string what;
    Matrix matrix;
};
std::vector<MeasureTable> measures_of(const std::vector<ScenarioResult>& scenarios);

// How many of those asked are free (also within a bound).
struct Tally {
    std::size_t free = 0;
    std::size_t asked = 0;
};
Tally tally_of(const std::vector<std::optional<std::size_t>>& cells,
               const std::vector<ScenarioResult>& scenarios);
Tally tally_of_subject(const Matrix& matrix, std::size_t subject,
                       const std::vector<ScenarioResult>& scenarios);

// The waits of the cycle come first, else in the order that they had.
std::vector<WaitEdge> cycle_first(std::vector<WaitEdge> edges);

// The agents of a picture with a column each: in the order of their first steps, then those that only wait.
std::vector<std::string> lanes_of(const std::vector<StepLine>& steps,
                                  const std::vector<WaitEdge>& waits);

// Those who are stuck because of it, and do not take part.
std::vector<std::string> stuck_behind(const Finding& finding);

// "suite/question/subject" without the subject; a name of fewer parts as it is.
std::string question_of(const std::string& name);

}  // namespace impasse::reports
