// A line that shows how far a long exploration is: redrawn in place on a terminal, once in a while
// elsewhere.
#pragma once

#include <string>

#include "harness/run/explore.hpp"

namespace impasse::run {

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

    Mode mode_ = Mode::Never;
    bool drawn_ = false;
    double next_line_ = 0;
};

}  // namespace impasse::run
