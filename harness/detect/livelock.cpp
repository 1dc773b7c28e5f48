// Agents that look again and again at what nobody will change.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

Finding spins(const trace::AgentView& agent, const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::Livelock;
    finding.participants = {agent.name};
    std::string looked_at;
    for (const trace::Wait& wait : agent.waits) {
        looked_at += fmt::format("{}{} (at {})", looked_at.empty() ? "" : " and ", wait.object_name,
                                 wait.where.str());
        finding.participants.push_back(wait.object_name);
    }
    finding.summary = fmt::format("{} looks at {} again and again, and nobody will change {}: {}",
                                  agent.name, looked_at, agent.waits.size() == 1 ? "it" : "them",
                                  nobody_left(snapshot, agent));
    finding.wait_for = wait_for_graph(snapshot);
    return finding;
}

Finding go_round(const trace::GoesRound& round, const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::Livelock;
    finding.participants = round.agents;
    finding.participants.insert(finding.participants.end(), round.objects.begin(),
                                round.objects.end());
    finding.sites = round.sites;
    finding.round = static_cast<unsigned>(round.lines);
    finding.summary =
        fmt::format("{} {} the same {} steps again and again, and {} out of it",
                    fmt::join(round.agents, " and "), round.agents.size() == 1 ? "takes" : "take",
                    round.steps, round.agents.size() == 1 ? "never comes" : "none of them comes");
    for (const trace::AgentView& agent : snapshot.agents)
        for (const trace::Wait& wait : agent.waits)
            finding.summary +=
                fmt::format("; {} waits for the {} meanwhile", agent.name, wait.wants);
    finding.wait_for = wait_for_graph(snapshot);
    return finding;
}

}  // namespace

void livelock(const trace::Snapshot& snapshot, Findings& out) {
    if (snapshot.goes_round) out.push_back(go_round(*snapshot.goes_round, snapshot));
    if (!snapshot.stuck) return;
    for (const trace::AgentView& agent : snapshot.agents)
        if (!agent.finished && agent.spins) out.push_back(spins(agent, snapshot));
}

}  // namespace impasse::detect
