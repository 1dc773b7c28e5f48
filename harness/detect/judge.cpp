#include <fmt/format.h>

#include <algorithm>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

// A stuck execution is never without a finding: what no detector has a word for is told as it is.
Finding unexplained(const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::StrandedWaiter;
    finding.summary = "no agent can go on";
    for (const trace::AgentView& agent : snapshot.agents) {
        if (agent.finished) continue;
        finding.participants.push_back(agent.name);
        finding.summary += fmt::format("; {} waits for ", agent.name);
        for (std::size_t i = 0; i < agent.waits.size(); ++i)
            finding.summary += fmt::format("{}{}", i ? " or " : "", agent.waits[i].wants);
        if (agent.waits.empty()) finding.summary += "something that nobody knows";
    }
    finding.wait_for = wait_for_graph(snapshot);
    return finding;
}

}  // namespace

Judgement judge(const trace::Snapshot& snapshot) {
    Judgement judgement;
    Findings candidates;
    panic(snapshot, candidates);
    deadlock(snapshot, candidates);
    waiters(snapshot, candidates);
    waiters_at_drop(snapshot, candidates);
    livelock(snapshot, candidates);
    leak(snapshot, candidates);
    race(snapshot, candidates);
    if (snapshot.stuck && candidates.empty()) candidates.push_back(unexplained(snapshot));
    // The enumeration is in the order of precedence; among equals the first one found stays first.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    if (!candidates.empty()) {
        Finding primary = std::move(candidates.front());
        for (std::size_t i = 1; i < candidates.size(); ++i) {
            const FindingKind kind = candidates[i].kind;
            if (kind != primary.kind &&
                std::find(primary.also.begin(), primary.also.end(), kind) == primary.also.end())
                primary.also.push_back(kind);
        }
        primary.fingerprint = fingerprint_of(primary);
        judgement.findings.push_back(std::move(primary));
    }
    guard_across_await(snapshot, judgement.hazards);
    lock_order(snapshot, judgement.hazards);
    never_done(snapshot, judgement.hazards);
    for (Finding& hazard : judgement.hazards) hazard.fingerprint = fingerprint_of(hazard);
    return judgement;
}

}  // namespace impasse::detect
