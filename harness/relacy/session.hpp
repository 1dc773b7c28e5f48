// The search under way, as the primitives reach it.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/relacy/kernel.hpp"
#include "harness/relacy/recorder.hpp"
// last: it includes Relacy
#include "harness/relacy/library.hpp"

namespace impasse::relacy {

inline rl::debug_info debug_info_of(const Location& where) {
    return {where.function_name(), where.file_name(), where.line()};
}

// So often in a row a thread may see older values: then it sees the newest. Loops that look again would go on
// for ever otherwise; the standard wants stores to become visible "in a reasonable amount of time".
inline constexpr unsigned kStaleReads = 3;

// While it lives, memory is the harness's: not the program's, which must give all of it back.
class OwnMemory {
  public:
    OwnMemory() { ++(rl::ctx().*kOff); }
    ~OwnMemory() { --(rl::ctx().*kOff); }
    OwnMemory(const OwnMemory&) = delete;
    OwnMemory& operator=(const OwnMemory&) = delete;

  private:
    struct Context : rl::context {
        static constexpr auto kOff = &Context::disable_alloc_;
    };
    static constexpr int rl::context::*kOff = Context::kOff;
};

class Session {
  public:
    explicit Session(const std::function<void()>& program, bool sequentially_consistent)
        : body(program), sc(sequentially_consistent) {
        current_ = this;
    }
    ~Session() { current_ = nullptr; }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    static Session& current() { return *current_; }

    Recorder recorder;
    const std::function<void()>& body;
    const bool sc;                  // every order is seq_cst
    std::string error;              // why the search cannot go on
    unsigned spurious_wakeups = 0;  // the most that a condition variable allows
    bool weak = false;              // an order weaker than that was used
    bool stale_reads_cut = false;   // a thread has seen older values as often as it may
    bool cas_may_fail = false;      // a compare_exchange_weak was called
    bool cas_sees_newest = false;   // a compare_exchange of weak orders was called
    std::function<bool()> goes_on;  // asked before each execution
    Measures measures;              // of those that came to their end

    // Of the execution.
    rl::condition_variable* spinners = nullptr;  // who has given way sleeps here
    std::vector<Kept*> kept;
    std::vector<std::pair<const char*, std::int64_t>> measured;

  private:
    static inline Session* current_ = nullptr;
};

// A thread's body. An exception that comes out of it ends the search as an error.
void run_guarded(FunctionRef<void()> body);

}  // namespace impasse::relacy
