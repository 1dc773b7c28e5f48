// std::thread and std::jthread under the scheduler. A thread has a name, which findings use.
//
// A new thread runs at once up to its first step; what it does before that is invisible to others.
// Its end is no step of its own: only join() can tell, and join() blocks.
#pragma once

#include <functional>
#include <utility>

#include "harness/core/ids.hpp"
#include "harness/core/name.hpp"
#include "harness/core/site.hpp"

namespace impasse::sync {

class thread {
  public:
    thread() = default;
    thread(Name name, std::function<void()> body, Location where = Location::current());
    explicit thread(std::function<void()> body, Location where = Location::current())
        : thread("thread", std::move(body), where) {}
    // As in std, a thread that is still joinable must not be destroyed: that panics.
    ~thread() noexcept(false);
    thread(thread&& other) noexcept
        : id_(std::exchange(other.id_, kNoAgent)), where_(other.where_) {}
    thread& operator=(thread&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }

    bool joinable() const { return id_ != kNoAgent; }
    void join(Location where = Location::current());
    void detach() { id_ = kNoAgent; }

  private:
    AgentId id_ = kNoAgent;
    Location where_;
};

namespace this_thread {

// std::this_thread::yield, for loops that wait by looking again (and Rust's std::hint::spin_loop). It says:
// what was seen does not let this thread go on, and it will look again. Of rounds in which it only
// looked and changed nothing, two are explored: a loop that then goes on alone for 64 rounds
// without giving up is cut off until what it saw has changed. So how many rounds it took must not
// matter behind it (docs/verdicts.md). Elsewhere it only lets others go first.
void yield(Location where = Location::current());

}  // namespace this_thread

// Starts n threads that nothing tells apart: "name 0", "name 1", ... run one body, which gets no number
// and takes none from data that the others see. Under --symmetry, executions that differ only in
// which of them is which are explored once; otherwise they are n threads. Nobody joins them, for a
// join names one of them: what waits for all is a latch that each counts down at its end. What tells
// one apart by its own doing (a step that no other has taken, threads that it starts) is allowed.
void interchangeable(int n, const char* name, const std::function<void()>& body,
                     Location where = Location::current());

// Joins when it is destroyed. It has no stop token.
class jthread {
  public:
    jthread(Name name, std::function<void()> body, Location where = Location::current())
        : thread_(name, std::move(body), where), where_(where) {}
    ~jthread() noexcept(false);
    jthread(jthread&&) noexcept = default;

    void join(Location where = Location::current()) { thread_.join(where); }

  private:
    thread thread_;
    Location where_;
};

}  // namespace impasse::sync
