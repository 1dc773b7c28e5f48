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

struct Finding {
    FindingKind kind = FindingKind::Cycle;
    std::vector<FindingKind> also;
    std::string summary;
    std::string fingerprint;
    std::string schedule;
    unsigned switches = 0;         // between agents, in that schedule
    bool fewest_switches = false;  // none with fewer shows it, nor with as many and fewer agents
    std::vector<std::string> participants;  // agents first, then objects
    std::vector<WaitEdge> wait_for;
    std::vector<Site> sites;  // places that tell it from another one, where no edge has them
    std::vector<StepLine> steps;
    std::optional<unsigned> point_of_no_return;  // a step's number
    std::string cause;                           // empty until one was tested
    std::uint64_t count = 1;                     // executions that showed it
};

// kind + participants + source sites of their waits, no step numbers: the same defect has the same
// fingerprint in every schedule.
std::string fingerprint_of(const Finding& finding);

}  // namespace impasse
