// The sentences that every format says in the same way.
#pragma once

#include <string>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

// "waiters=1,n=2"; empty without parameters
// With the engine and its memory model, where that is not the first one: what tells results of one scenario apart.
std::string params_text(const ScenarioResult& result);

// "once_map/lost-wakeup/pr1183 waiters=1"
std::string full_name(const ScenarioResult& result);

// "0 to 3", "4"
std::string measure_text(const Measure& measure);

// "found lost-wakeup", "free", "free-within preemptions=2"
std::string verdict_words(const ScenarioResult& result);
// The same in a cell: "lost-wakeup", "free"
std::string cell_words(const ScenarioResult& result);

// What exactly was explored and what is therefore known; one or two sentences.
std::string explored_sentence(const ScenarioResult& result);

// "2 of 41 scenarios hang": what somebody reads who reads one sentence.
std::string headline(const std::vector<ScenarioResult>& scenarios);

// "41 scenarios in 12,345 executions, 3.2 s; within a bound: 2; not to the end: 1"
std::string explored_by_all(const std::vector<ScenarioResult>& scenarios);

// "34 scenarios: 30 as expected, 4 not"
std::string overall_sentence(const std::vector<ScenarioResult>& scenarios);

// The two halves of a wait: "write lock of shard 0 (models/x.hpp:41)" and "solve as Ref (read),
// taken at models/x.hpp:33"; where nobody will end it, "nobody: sent too early, at models/x:9".
std::string wanted_text(const WaitEdge& edge);
std::string held_text(const WaitEdge& edge);

// What stands behind the holder's name: " as Ref (read)", ", which is being polled"; and between
// that and the place: ", taken at ".
std::string held_how(const WaitEdge& edge);
std::string before_held_at(const WaitEdge& edge);
// The middle of it alone: "held as Ref (read)", "being polled", "sent too early".
std::string held_as_text(const WaitEdge& edge);

// "2 switches between agents: the fewest that were seen", or that none shows it with fewer; empty
// where nobody has looked for it.
std::string shortest_text(const Finding& finding);

// "Behind step 12 nothing avoids it: all 4 continuations end so"; empty where that was not decided.
std::string no_return_text(const Finding& finding);
// The changes that were tried beside the one that is the cause.
std::vector<WhatIf> besides_the_cause(const Finding& finding);

// "build/impasse replay <schedule>"; empty if there is no schedule.
std::string replay_command(const Finding& finding);

// "1 step", "2 steps", "12,345 steps"
std::string counted(std::uint64_t count, const std::string& noun);
std::string grouped(std::uint64_t count);

}  // namespace impasse::reports
