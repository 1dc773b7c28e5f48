// Loops that wait by looking again: what an agent saw between two times that it gave way.
//
// A round in which an agent changed nothing and saw what it had seen in the round before leads it to
// where it was: it is cut off there, and whoever changes what it saw is explored to come first.
// docs/design/0009-spinning.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/step.hpp"

namespace impasse::sched {

// How loops that spin are run.
enum class Spinners : unsigned char {
    CutOff,   // for good, behind a round that changed nothing: for searches that run every trace
    Resumed,  // when something that they saw has changed: for executions that are drawn
    Free,     // never, but at the end of a schedule: for its replay
};

// What is learned of a program's loops while it is explored; it is then begun anew.
struct Patience {
    // Those that give up by themselves, by what a round of them does. They are never cut off.
    std::set<std::uint64_t> loops;
    // How often an agent that gives way, having done something, is let go first again though others could go:
    // then the execution is abandoned. Where that was seen, rounds without end are near, and few will do.
    unsigned alone = kPatient;

    static constexpr unsigned kPatient = 100;
    static constexpr unsigned kImpatient = 4;

    bool with(std::uint64_t loop) const { return loops.contains(loop); }
};

// Rounds that are alike, before they are taken to go on so for ever.
inline constexpr std::size_t kRounds = 20;
// The same where something, a count, differs in each.
inline constexpr std::size_t kRoundsThatDiffer = 100;

// A step that changed nothing, and in which version it saw its object.
struct Look {
    Access access;
    Location where;
    std::uint32_t version = 0;
};

class Spin {
  public:
    void forget();

    // For each step of its agent.
    void stepped() { ++steps_; }
    // The last step changed nothing.
    void saw(const Look& look) {
        if (looks_.size() + 1 != steps_ || steps_ > kMostLooks) {
            looks_.clear();
            steps_ = 1;
            whole_ = false;
        }
        looks_.push_back(look);
    }
    // The agent gives way at `where`. True: it did so there before, has changed nothing since, and saw
    // what it had seen right before that.
    bool ends_round(const Location& where);

    // It changed something in that round, or what it saw had changed.
    bool did_something() const { return !was_whole_; }

    // What it saw in that round.
    const std::vector<Look>& round() const { return before_; }
    std::uint64_t id() const;
    // Whether the agent, which goes on alone, is still in its loop when it announces this step; or gives way
    // there.
    bool still_in(const Step& step) const;
    bool still_in(const Location& gives_way) const;
    void begins_round();

  private:
    bool looks_as_before() const;

    static constexpr std::size_t kMostLooks = 64;  // of a round; one with more is never cut off

    unsigned steps_ = 0;       // since looks_ began
    std::vector<Look> looks_;  // the last ones that nothing was changed between
    bool whole_ = false;       // that is all since it gave way
    bool was_whole_ = false;
    std::vector<Look> before_;  // as looks_, when it gave way last
    Location where_;            // it gave way last
};

}  // namespace impasse::sched
