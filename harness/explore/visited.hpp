// Where a search within a budget has arrived so far, and whether that covers a later arrival.
//
// An arrival is at the end of a prefix of an execution: its trace, who went last, and what was
// spent on the way. Two prefixes of one trace lead to one state (docs/dependence.md), and what can
// be done from there within the budget is the same but for one thing: the price of the next move
// depends on who went last. That is one move, and its price is 0 or 1: behind it both have gone on
// with the same agent in the same state. So an earlier arrival at the same trace covers a later one
//   - that has spent as much or more after the same agent: every move costs the same;
//   - that has spent more: the next move is at most 1 dearer, and that one was left;
//   - that has spent as much or more, if whoever went last was in nobody's way in the earlier one
//     (blocked, ended, at an await): then no next move costs anything there.
//
// "Covers" is right when all behind the earlier arrival is explored by the time that one asks. It
// is in a depth-first search: prefixes of one trace have one length, and the current path has one
// prefix of each length, so the earlier one is not on it any more. (What was left out behind it was
// covered by arrivals that were finished even earlier, and so on.)
//
// CHESS tells states apart by their happens-before graphs in the same way (Musuvathi & Qadeer, PLDI
// 2007). Two traces whose hashes of 128 bits are equal would be taken for one. Memory: some 60
// bytes a prefix.
#pragma once

#include <cstddef>
#include <limits>
#include <unordered_map>

#include "harness/core/ids.hpp"
#include "harness/trace/canonical.hpp"

namespace impasse::explore {

class Visited {
  public:
    // Whether an earlier arrival covers this one. If none does, this one is kept.
    bool covers(const trace::TraceHash& trace, AgentId last, unsigned spent);
    // The bound does not allow an arrival at this trace.
    void refuse(const trace::TraceHash& trace);
    // Whether there is such a trace that was not arrived at otherwise.
    bool refused() const { return refused_ > 0; }
    // Whoever went last is in nobody's way: of the arrival at this trace that was kept last.
    void open(const trace::TraceHash& trace);

  private:
    // Only the cheapest arrivals: the first of them covers all that are dearer. A trace that was
    // refused is as dear as can be.
    struct Arrivals {
        AgentSet last = 0;
        unsigned spent = 0;
    };
    static constexpr unsigned kRefused = std::numeric_limits<unsigned>::max();
    struct Low {
        std::size_t operator()(const trace::TraceHash& trace) const noexcept { return trace.low; }
    };

    std::unordered_map<trace::TraceHash, Arrivals, Low> arrivals_;  // never iterated
    std::size_t refused_ = 0;  // traces that were not arrived at
};

}  // namespace impasse::explore
