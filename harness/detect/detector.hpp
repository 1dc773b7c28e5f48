// Detectors look at the end of one execution and say what is wrong with it, in findings.
//
// Each is a function of a snapshot: no state, no order between them. judge() runs them all and
// picks the primary finding by precedence; the others are named in it.
#pragma once

#include <vector>

#include "harness/core/finding.hpp"
#include "harness/trace/snapshot.hpp"

namespace impasse::detect {

using Findings = std::vector<Finding>;

void deadlock(const trace::Snapshot& snapshot, Findings& out);  // cycle, reentry
void waiters(const trace::Snapshot& snapshot, Findings& out);   // lost-wakeup, stranded-waiter
void waiters_at_drop(const trace::Snapshot& snapshot, Findings& out);
void livelock(const trace::Snapshot& snapshot, Findings& out);
void panic(const trace::Snapshot& snapshot, Findings& out);
void race(const trace::Snapshot& snapshot, Findings& out);
void leak(const trace::Snapshot& snapshot, Findings& out);
void guard_across_await(const trace::Snapshot& snapshot, Findings& out);  // a hazard
void never_done(const trace::Snapshot& snapshot, Findings& out);          // listed as a hazard
void lock_order(const trace::Snapshot& snapshot, Findings& out);          // a hazard

// A hazard that no one execution shows.
void starvation(const trace::PassedWriters& passed, Findings& out);

struct Judgement {
    Findings findings;  // none or one: the primary finding
    Findings hazards;
};

Judgement judge(const trace::Snapshot& snapshot);

// Every wait of the snapshot as edges of the wait-for graph, for findings to show.
std::vector<WaitEdge> wait_for_graph(const trace::Snapshot& snapshot);
std::vector<WaitEdge> edges_of(const trace::AgentView& agent);

// Whether an agent that waits does so for ever, as far as was seen: nobody can go on, or only those who go
// round, and none of them touches what it waits for.
bool for_ever(const trace::AgentView& agent, const trace::Snapshot& snapshot);

// Why nobody else will do what this one waits for, as the end of a sentence.
std::string nobody_left(const trace::Snapshot& snapshot, const trace::AgentView& waiter);

}  // namespace impasse::detect
