// When the program under test brings the process down, the schedule that did it is printed first,
// and the exit code is that of an error (4).
#pragma once

#include <string>
#include <vector>

#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"

namespace impasse::run {

// Installs the handlers, once a process: SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and
// std::terminate.
void watch_for_crashes();

struct Running {
    const Scenario* scenario = nullptr;
    const Params* params = nullptr;
    const std::vector<Move>* moves = nullptr;  // outside of what may break
};

// What runs now on this OS thread, for as long as this lives.
class NowRunning {
  public:
    explicit NowRunning(Running what);
    ~NowRunning();
    NowRunning(const NowRunning&) = delete;
    NowRunning& operator=(const NowRunning&) = delete;

  private:
    Running before_;
};

}  // namespace impasse::run
