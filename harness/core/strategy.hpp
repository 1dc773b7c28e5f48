// The interface of exploration: a strategy is asked one question, "who goes?".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "harness/core/ids.hpp"
#include "harness/core/step.hpp"

namespace impasse {

// One thing that can happen next: an agent takes its announced step in one of the ways the step
// leaves open (which waiter `notify_one` wakes, what `choose` returns). Most steps have exactly one
// way.
struct Move {
    AgentId agent = kNoAgent;
    std::uint16_t way = 0;

    friend bool operator==(const Move&, const Move&) = default;
};

// What a strategy is shown. Valid only during the call.
class Situation {
  public:
    virtual ~Situation() = default;

    virtual AgentSet enabled() const = 0;
    // The unfinished agents that have announced a step, enabled or not.
    virtual AgentSet announced() const = 0;
    // In how many ways the agent's step can happen now; 0 when it is blocked.
    virtual unsigned ways(AgentId agent) const = 0;
    // The announced step of an unfinished agent, enabled or not.
    virtual const Step& pending(AgentId agent) const = 0;
    // What happened at once behind the last step, without a choice: releases, which can only
    // enable others.
    virtual std::span<const Access> followed() const = 0;
    // Who took the last step; kNoAgent at the start.
    virtual AgentId running() const = 0;
    // Whether that agent could go on and did not give way itself (at an await): going on with
    // another one is then a preemption.
    virtual bool running_wants_on() const = 0;
    // How many steps this execution has taken.
    virtual unsigned depth() const = 0;
    // Its place in the order of creation, which is how schedules name agents.
    virtual unsigned birth(AgentId agent) const = 0;
    // Of agents that are declared interchangeable, the one that was made right before this one.
    // kNoAgent: none, or this one has made agents itself and counts as different from now on.
    virtual AgentId elder(AgentId) const { return kNoAgent; }
};

enum class Ending : std::uint8_t {
    Complete,  // every agent came to its end
    Stuck,     // no agent is enabled and one is unfinished
    Overtaken,  // the same, but what one that was cut off in a loop had seen is not so any more: another
                // execution, in which it looks later, goes on from here
    Abandoned,  // cut: by the step budget or by the strategy
};

class Strategy {
  public:
    virtual ~Strategy() = default;

    // Before each execution. False: there is nothing left to run.
    virtual bool begin() = 0;
    // The next move where it is known without a look at what is enabled, as when the beginning of an
    // earlier execution is run again. Of the situation only pending() and depth() may be asked, of
    // an agent that was announced then too. kNoAgent: pick() is asked.
    virtual Move known(const Situation&) { return {}; }
    // At least one agent is enabled. The answer must be enabled. A move with kNoAgent cuts the
    // execution.
    virtual Move pick(const Situation& situation) = 0;
    // The execution is over, one way or the other (not: cut by this strategy). Steps that are still
    // announced are blocked for ever if it is stuck, and did not happen if it is abandoned.
    virtual void last(const Situation&) {}
    virtual void end(Ending ending) = 0;

    // Whether this strategy has cut the execution that just ended because all that is behind was
    // explored before. One that it cut otherwise is abandoned.
    virtual bool seen_before() const { return false; }
    // True once begin() has returned false because everything within the bound was run.
    virtual bool exhausted() const = 0;
    // The share of the whole that is explored by now, from 0 to 1, as far as can be told: each branch
    // of a state that is known is taken to lead to as much as the others (Knuth, Estimating the
    // efficiency of backtrack programs, 1975). Nothing: this strategy cannot tell. Between executions.
    virtual std::optional<double> explored() { return {}; }
    // Why the strategy gave up (nondeterminism, a foreign schedule); empty if it did not.
    virtual std::string error() const { return {}; }
};

}  // namespace impasse
