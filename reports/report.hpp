// What a report is made of, and what is derived from it: counts and the matrix. A format (HTML,
// Markdown, ...) turns this into text and decides nothing.
//
// Everything keeps the order of the results; nothing here reads a clock.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

struct Report {
    std::string title;
    std::string command;  // the command line that made it
    std::vector<ScenarioResult> scenarios;
};

struct VerdictCount {
    Verdict verdict;
    std::size_t count;
};

// The verdicts that occur, in the order of the enum.
std::vector<VerdictCount> counts_of(const std::vector<ScenarioResult>& scenarios);

// Places in `scenarios` of those that are not as expected.
std::vector<std::size_t> unexpected(const std::vector<ScenarioResult>& scenarios);

// Question x subject. A cell holds places in the scenarios: one a parameter set, none if that
// subject was not asked that question.
struct Matrix {
    struct Row {
        std::string question;
        std::vector<std::vector<std::size_t>> cells;  // as many as subjects
    };
    std::vector<std::string> subjects;
    std::vector<Row> rows;
};

Matrix matrix_of(const std::vector<ScenarioResult>& scenarios);

// The waits of the cycle come first, else in the order that they had.
std::vector<WaitEdge> cycle_first(std::vector<WaitEdge> edges);

// "suite/question/subject" without the subject; a name of fewer parts as it is.
std::string question_of(const std::string& name);

}  // namespace impasse::reports
