// A line that shows how far a long exploration is: redrawn in place on a terminal, once in a while
// elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/run/explore.hpp"

namespace impasse::run {

// What an exploration will come to, from the share of it that seems to be explored: Knuth's estimate,
// with the least and the most of those since half as many executions were run.
class Estimate {
  public:
    void add(std::uint64_t executions, double explored);
    double total() const { return seen_.empty() ? 0 : seen_.back().total; }
    double least() const;
    double most() const;

  private:
    struct Seen {
        std::uint64_t executions = 0;
        double total = 0;
    };
    std::vector<Seen> seen_;
};

class ProgressLine {
  public:
    enum class Mode : unsigned char { Never, Redraw, Lines };

    // "auto": redrawn on a terminal, silent elsewhere. "always": plain lines where there is no
    // terminal.
    explicit ProgressLine(const std::string& when);

    OnProgress follow(std::string what);
    // Takes the line away, so that a result can stand in its place.
    void clear();

  private:
    void show(const std::string& what, const Progress& progress);
    void write(const std::string& text);

    Mode mode_ = Mode::Never;
    bool drawn_ = false;
    double next_line_ = 0;
    Estimate estimate_;
};

}  // namespace impasse::run
