// Records one execution line by line, as a reader of the report sees it. Only replays pay for it.
#pragma once

#include <string>
#include <vector>

#include "harness/core/finding.hpp"

namespace impasse::trace {

class Recorder {
  public:
    void step(StepLine line);
    // The states of the step's objects before and after it; what differs becomes the line's
    // `change`.
    void before(std::vector<std::string> states) { before_ = std::move(states); }
    void after(const std::vector<std::string>& states);

    const std::vector<StepLine>& lines() const { return lines_; }
    std::vector<StepLine> take() { return std::move(lines_); }

  private:
    std::vector<StepLine> lines_;
    std::vector<std::string> before_;
};

}  // namespace impasse::trace
