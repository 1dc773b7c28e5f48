// Records one execution line by line, as a reader of the report sees it. Only replays pay for it.
#pragma once

#include <string>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/ids.hpp"
#include "harness/core/step.hpp"

namespace impasse::trace {

class Recorder {
  public:
    // What a line is, beside its words.
    struct Mark {
        AgentId agent = kNoAgent;
        bool gives_way = false;  // others go first
        bool open = false;       // it could have gone another way
        bool names_object = false;
        AgentSet enabled = 0;  // who could go then
        Step step;
    };

    void step(StepLine line, Mark mark);
    // The states of the step's objects before and after it; what differs becomes the line's
    // `change`.
    void before(std::vector<std::string> states) { before_ = std::move(states); }
    void after(const std::vector<std::string>& states);

    const std::vector<StepLine>& lines() const { return lines_; }
    const std::vector<Mark>& marks() const { return marks_; }
    std::vector<StepLine> take() { return std::move(lines_); }

  private:
    std::vector<StepLine> lines_;
    std::vector<Mark> marks_;  // of each line
    std::vector<std::string> before_;
};

}  // namespace impasse::trace
