#include "harness/relacy/recorder.hpp"

#include <algorithm>

#include "harness/core/invariant.hpp"

namespace impasse::relacy {

Recorder::Recorder(unsigned threads, unsigned max_steps, std::uint64_t max_executions)
    : wanted_(threads), max_executions_(max_executions) {
    INVARIANT(!current_, "two searches by Relacy at once: it has one context in a process");
    // One step that Relacy counts is two events at most, and it may go one beyond its limit.
    events_.reserve(2 * (std::size_t{max_steps} + 2));
    current_ = this;
}

Recorder::~Recorder() { current_ = nullptr; }

bool Recorder::begin() {
    events_.clear();
    std::fill(wanted_.begin(), wanted_.end(), std::nullopt);
    if (executions_ == max_executions_) return false;
    ++executions_;
    return true;
}

void Recorder::took(const Event& event) {
    INVARIANT(events_.size() < events_.capacity(), "a step that Relacy does not count");
    events_.push_back(event);
    wanted_[event.thread].reset();
    ++steps_;
}

std::vector<Event> Recorder::unmet() const {
    std::vector<Event> unmet;
    for (const auto& event : wanted_)
        if (event) unmet.push_back(*event);
    return unmet;
}

}  // namespace impasse::relacy
