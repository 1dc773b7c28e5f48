// Notes the steps of the execution that Relacy runs at the moment; when the search has stopped,
// that is the one that failed.
//
// Allocates nothing while Relacy runs: an allocation in there would be one of the program under
// test, and a choice for Relacy (is the address used again?).
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "harness/relacy/event.hpp"

namespace impasse::relacy {

class Recorder {
  public:
    Recorder(unsigned threads, unsigned max_steps, std::uint64_t max_executions);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // The one of the search under way; the primitives have no other way to reach it.
    static Recorder& current() { return *current_; }

    // A new execution begins. False: it would be one more than there may be.
    bool begin();
    // The thread begins something that can block.
    void wants(const Event& event) { wanted_[event.thread] = event; }
    // The thread has taken a step.
    void took(const Event& event);
    // An atomic is used with an order weaker than seq_cst.
    void weak() { weak_ = true; }
    void panicked(const char* message) { message_ = message; }

    std::uint64_t executions() const { return executions_; }
    std::uint64_t steps() const { return steps_; }
    bool any_weak() const { return weak_; }
    const char* message() const { return message_; }
    std::vector<Event> events() && { return std::move(events_); }
    // What the threads of the execution want that have not got it.
    std::vector<Event> unmet() const;

  private:
    static inline Recorder* current_ = nullptr;

    std::vector<Event> events_;                 // never grows beyond its capacity
    std::vector<std::optional<Event>> wanted_;  // by thread
    std::uint64_t max_executions_;
    std::uint64_t executions_ = 0;
    std::uint64_t steps_ = 0;
    bool weak_ = false;
    const char* message_ = "";
};

}  // namespace impasse::relacy
