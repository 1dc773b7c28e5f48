// Agents that wait for a signal that will not come: it was sent too early (lost-wakeup), or never
// (stranded-waiter).
#include <fmt/format.h>

#include <algorithm>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

// The last signal that was sent before the agent began to wait, and that it did not get.
const trace::SignalView* missed(const trace::Wait& wait) {
    if (!wait.notification) return nullptr;
    const trace::SignalView* last = nullptr;
    for (const trace::SignalView& signal : wait.signals)
        if (signal.step <= wait.since && !signal.received) last = &signal;
    return last;
}

// The last one that was sent while it waited, and that did not reach it: its waker was gone.
const trace::SignalView* passed_by(const trace::Wait& wait) {
    const trace::SignalView* last = nullptr;
    for (const trace::SignalView& signal : wait.signals)
        if (wait.notification && signal.step > wait.since && !signal.received) last = &signal;
    return last;
}

Finding lost(const trace::AgentView& agent, const trace::Wait& wait,
             const trace::SignalView& signal, const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::LostWakeup;
    finding.summary = fmt::format(
        "{} waits for the {}, but {} sent it before {} had registered (at {}{}), and it is not "
        "sent again",
        agent.name, wait.wants, signal.by, agent.name, signal.where.str(),
        signal.reached == 0 ? ", when nobody waited" : "");
    if (snapshot.goes_round) finding.summary += fmt::format(": {}", nobody_left(snapshot, agent));
    finding.participants = {agent.name, signal.by, wait.object_name};
    return finding;
}

Finding stranded(const trace::AgentView& agent, const trace::Wait& wait,
                 const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::StrandedWaiter;
    const trace::SignalView* signal = passed_by(wait);
    finding.summary =
        signal ? fmt::format(
                     "{} waits for the {}, which {} sent at {} without reaching it ({} others were "
                     "reached), and nobody will send it again",
                     agent.name, wait.wants, signal->by, signal->where.str(), signal->reached)
               : fmt::format("{} waits for the {}, which nobody will send: {}", agent.name,
                             wait.wants, nobody_left(snapshot, agent));
    if (signal && snapshot.goes_round) finding.summary += ": " + nobody_left(snapshot, agent);
    finding.participants = {agent.name, wait.object_name};
    return finding;
}

Finding left_alone(const trace::AgentView& agent, const trace::Wait& wait,
                   const trace::Snapshot& snapshot) {
    const trace::SignalView* signal = missed(wait);
    Finding finding =
        signal ? lost(agent, wait, *signal, snapshot) : stranded(agent, wait, snapshot);
    finding.wait_for = wait_for_graph(snapshot);
    for (WaitEdge& edge : finding.wait_for)
        if (edge.waiter == agent.name && edge.object == wait.object_name && signal) {
            edge.held_as = "sent too early";
            edge.held_at = signal->where;
        }
    return finding;
}

}  // namespace

// Who wants a result comes first: a fetcher that waits for work beside it is not what is wrong.
void waiters(const trace::Snapshot& snapshot, Findings& out) {
    for (const bool serves : {false, true})
        for (const trace::AgentView& agent : snapshot.agents) {
            if (agent.spins || !for_ever(agent, snapshot)) continue;
            for (const trace::Wait& wait : agent.waits)
                if (wait.holders.empty() && wait.serves == serves)
                    out.push_back(left_alone(agent, wait, snapshot));
        }
}

}  // namespace impasse::detect
