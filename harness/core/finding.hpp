// One defect, or one hazard, found in one execution: what it is, who takes part, and how to see it
// again.
//
// A finding is plain text and numbers: it stays valid after the execution is gone, and reports need
// nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/site.hpp"

namespace impasse {

// In the order of precedence: of several that fit one stuck execution, the first is the primary
// one.
enum class FindingKind : std::uint8_t {
    Panic,
    Reentry,
    Cycle,
    LostWakeup,
    StrandedWaiter,
    WaitersAtDrop,
    Livelock,
    Leak,
    Race,
    // hazards: reported apart, never part of a verdict
    GuardAcrossAwait,
    LockOrder,
    Starvation,
};

std::string_view to_string(FindingKind kind);
std::optional<FindingKind> finding_kind(std::string_view text);
bool is_hazard(FindingKind kind);
struct Finding;
bool is_hazard(const Finding& finding);
// One sentence for someone who meets the word for the first time.
std::string_view meaning(FindingKind kind);

// waiter --(wanted: how, where)--> object --(held: how, where)--> holder. The holder is empty where
// no agent can be named (nobody will ever notify).
struct WaitEdge {
    std::string waiter;
    std::string wants;  // "write lock of shard 0"
    Site wanted_at;
    std::string object;  // "shard 0"
    std::string holder;
    std::string held_as;  // "Ref (read)", "being polled"
    Site held_at;
    bool in_cycle = false;
};

// A line of the schedule.
struct StepLine {
    unsigned number = 0;  // from 1
    std::string agent;
    std::string operation;  // "write-locks"
    std::string object;     // "shard 0"
    std::string change;     // "free -> read by solve"; empty if nothing changed
    Site where;
    std::string code;       // the source line's text, where it could be read
    bool follows = false;   // ran right behind the step above, without a choice in between
    bool preempts = false;  // the agent above could have gone on
};

// Some lines of the source, around the one that matters.
struct Excerpt {
    Site where;
    unsigned first = 0;  // the number of the first of them
    std::vector<std::string> lines;
};

// A change that was made to the program, which was then explored again.
struct WhatIf {
    std::string change;  // "the Ref of shard 0 is let go of before the await at x.cpp:4"
    std::string
        came_to;  // "free, all 12 traces", "it still hangs", "not decided within 9 executions"
    bool removes = false;  // all was explored, and nothing was found
    std::uint64_t executions = 0;
};

struct Finding {
    FindingKind kind = FindingKind::Cycle;
    std::vector<FindingKind> also;
    std::string summary;
    std::string fingerprint;
    std::string schedule;
    std::string again;      // the command that shows it once more; empty: a replay of the schedule
    unsigned switches = 0;         // between agents, in that schedule
    bool fewest_switches = false;  // none with fewer shows it, nor with as many and fewer agents
    std::vector<std::string> participants;  // agents first, then objects
    std::vector<WaitEdge> wait_for;
    std::vector<Site> sites;  // places that tell it from another one, where no edge has them
    std::vector<StepLine> steps;
    std::vector<Excerpt> excerpts;  // where they wait and hold what others wait for; where it could be read
    // The first step behind which every continuation ends in a finding, and how many of them were run:
    // all that there are. Nothing: not looked for, or not decided.
    std::optional<unsigned> point_of_no_return;
    std::uint64_t continuations = 0;
    bool inevitable = false;      // so does every execution of the program
    std::vector<WhatIf> what_if;  // what was tried, the smallest change first
    std::string cause;  // the first of them that removes the finding; empty: none, or not tried
    std::uint64_t count = 1;  // executions that showed it
    unsigned round = 0;  // so many lines at the end of the steps are taken again and again; 0: none
    // Waiters at drop whose value somebody was about to bring: a hazard, for perhaps all ended too early.
    bool excused = false;
};

// Kind, roles and source sites: the same defect has the same fingerprint in every schedule, and after an
// edit that is about something else. A role is a participant without its number; a site is a function and
// the text of its line, without their place in the file.
std::string fingerprint_of(const Finding& finding);

}  // namespace impasse
