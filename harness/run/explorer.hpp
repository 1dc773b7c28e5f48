// One OS thread's part of an exploration: runs executions as its strategy says, judges each, and keeps
// every finding once with its best schedule.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/result.hpp"
#include "harness/explore/good_turing.hpp"
#include "harness/run/explore.hpp"
#include "harness/run/strategies.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::run {

// The best schedule for a finding: fewest switches between agents, then fewest agents that take a
// step, then fewest steps, then the first in the order of agents; which does not depend on who
// found it.
struct Kept {
    Finding finding;
    std::vector<Move> moves;
    std::size_t switches = 0;
    std::size_t agents = 0;                        // that take a step
    bool ran_on = false;                           // the execution did not come to its end there
    std::vector<trace::CutWait> cut;               // what waiters at drop waited for
    std::optional<trace::HeldAcrossAwait> across;  // of a guard across an await
    std::string weighed;  // the end of its sentence, which all executions together say
};

struct FoundRunning;  // ran_on.hpp

using KeptFindings = std::map<std::string, Kept>;  // by fingerprint

Kept kept_of(Finding finding, std::vector<Move> moves);

bool better(const Kept& a, const Kept& b);

// Keeps the better one of the two schedules, and adds up the counts. Waiters at drop that are cut off from
// others, or beside others, are two.
void keep(KeptFindings& where, Kept found);

struct Counts {
    std::uint64_t executions = 0;
    std::uint64_t complete = 0;
    std::uint64_t deadlocked = 0;
    std::uint64_t redundant = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t steps = 0;

    Counts& operator+=(const Counts& other);
};

// What the explorers of one exploration share: when to stop, and why.
class Limits {
  public:
    using Clock = std::chrono::steady_clock;

    Limits(const ExploreOptions& options, const Counts& before);

    // After each execution. False: stop.
    bool go_on(bool abandoned, bool unfair, bool found);
    void stop(std::string reason);
    bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
    std::string reason() const;  // empty while nobody has stopped
    std::uint64_t executions() const { return executions_.load(std::memory_order_relaxed); }
    double seconds() const;

  private:
    const ExploreOptions& options_;
    const Clock::time_point start_ = Clock::now();
    std::atomic<std::uint64_t> executions_;
    std::atomic<std::uint64_t> abandoned_;
    std::atomic<std::uint64_t> unfair_ = 0;
    std::atomic<bool> stopped_ = false;
    mutable std::mutex mutex_;
    std::string reason_;
};

class Explorer {
  public:
    Explorer(const Scenario& scenario, const Params& params, const ExploreOptions& options,
             Limits& limits, Strategy& strategy, const Chosen& chosen,
             const sched::Patience& patience, std::shared_ptr<sched::Ids> ids)
        : scenario_(scenario),
          params_(params),
          options_(options),
          limits_(limits),
          strategy_(strategy),
          optimal_(chosen.optimal),
          spinners_(chosen.random || chosen.bounded == "delays" ? sched::Spinners::Resumed
                                                                : sched::Spinners::CutOff),
          patience_(patience),
          ids_(std::move(ids)) {}

    // Until the strategy or a limit says stop, and again if the strategy has begun anew. What goes
    // wrong with us or the scenario is error().
    void run(const OnProgress& progress);

    const std::string& error() const { return error_; }
    const Counts& counts() const { return counts_; }
    const explore::GoodTuring& traces() const { return traces_; }  // empty if optimal
    // An execution ended in an abort of the program: what its other agents would have done is unknown.
    bool aborted() const { return aborted_; }
    // To be begun anew, with more known of the program's loops.
    bool learns(sched::Patience& patience) const;
    unsigned spurious_wakeups() const { return spurious_wakeups_; }  // that the program allows
    KeptFindings& findings() { return findings_; }
    KeptFindings& hazards() { return hazards_; }
    const Measures& measures() const { return measures_; }
    const sched::Scheduler::Doers& doers() const { return doers_; }

  private:
    void loop(const OnProgress& progress);
    void count(Ending ending);
    void judge();
    void look_for_rounds(Ending ending);
    void keep_running(FoundRunning found);

    const Scenario& scenario_;
    const Params& params_;
    const ExploreOptions& options_;
    Limits& limits_;
    Strategy& strategy_;
    const bool optimal_;
    const sched::Spinners spinners_;
    const sched::Patience& patience_;
    std::optional<std::uint64_t> gave_up_;  // a loop, by itself, that was about to be cut off
    bool endless_ = false;                  // a loop went round though others could go
    std::uint64_t rounds_tried_ = 0;
    std::size_t long_one_ =
        500;  // moves: of executions that get longer and longer, some are looked at closely
    std::shared_ptr<sched::Ids> ids_;
    sched::Scheduler* scheduler_ = nullptr;  // while it runs: it belongs to its OS thread
    trace::CanonicalForm canonical_;
    explore::GoodTuring traces_;
    Counts counts_;
    KeptFindings findings_;
    KeptFindings hazards_;
    Measures measures_;
    sched::Scheduler::Doers doers_;
    bool aborted_ = false;
    unsigned spurious_wakeups_ = 0;
    std::string error_;
};

// Set by a signal: whoever explores stops after its execution.
extern std::atomic<bool> interrupted;

}  // namespace impasse::run
