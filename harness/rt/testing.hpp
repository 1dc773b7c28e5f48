// For tests of the runtime: explores a body that writes what happens into a log.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "harness/rt/runtime.hpp"
#include "harness/run/testing.hpp"

namespace impasse::rt {

using Logs = std::set<std::string>;

// What exploring a body came to, and what it wrote in executions that came to their end.
struct Seen {
    std::string outcome;
    Logs logs;
};

inline Seen seen(const std::function<void(std::string&)>& body) {
    Seen all;
    all.outcome = run::outcome(run::explored([&] {
        std::string log;
        body(log);
        all.logs.insert(log);
    }));
    return all;
}

// The same for the main future of a runtime, which is dropped before the log is looked at.
inline Seen on_runtime(const std::function<void(std::string&)>& body) {
    return seen([&](std::string& log) {
        Runtime runtime;
        runtime.block_on([&] { body(log); });
    });
}

using Handles = std::deque<JoinHandle<Unit>>;

inline void join_all(Handles& handles) {
    for (auto& handle : handles) await(handle);
}

// Writes its letter when it is destroyed.
class Note {
  public:
    Note(std::string& log, char letter) : log_(&log), letter_(letter) {}
    Note(Note&& other) noexcept
        : log_(std::exchange(other.log_, nullptr)), letter_(other.letter_) {}
    Note& operator=(Note&&) = delete;
    ~Note() {
        if (log_) *log_ += letter_;
    }

  private:
    std::string* log_;
    char letter_;
};

template <class T>
std::string told(const JoinResult<T>& result) {
    return result.is_ok() ? "ok" : result.is_panic() ? "panic" : "cancelled";
}

}  // namespace impasse::rt
