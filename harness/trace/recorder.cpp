#include "harness/trace/recorder.hpp"

namespace impasse::trace {

void Recorder::step(StepLine line, Mark mark) {
    line.number = static_cast<unsigned>(lines_.size()) + 1;
    lines_.push_back(std::move(line));
    marks_.push_back(mark);
}

void Recorder::after(const std::vector<std::string>& states) {
    if (lines_.empty()) return;
    std::string& change = lines_.back().change;
    for (std::size_t i = 0; i < states.size() && i < before_.size(); ++i)
        if (states[i] != before_[i] && !states[i].empty() && !before_[i].empty())
            change += (change.empty() ? "" : "; ") + before_[i] + " -> " + states[i];
}

}  // namespace impasse::trace
