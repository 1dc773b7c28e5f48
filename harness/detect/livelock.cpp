// Agents that look again and again at what nobody will change.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

// Each of them looks at what it saw in its last round.
Finding spin(const std::vector<const trace::AgentView*>& agents, const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = FindingKind::Livelock;
    std::set<std::string> objects;
    std::vector<std::string> looks;
    for (const trace::AgentView* agent : agents) {
        finding.participants.push_back(agent->name);
        std::string look;
        for (const trace::Wait& wait : agent->waits) {
            look += fmt::format("{}{} (at {})", look.empty() ? "" : " and ", wait.object_name,
                                wait.where.str());
            objects.insert(wait.object_name);
        }
        looks.push_back(
            fmt::format("{}{} at {}", agent->name, looks.empty() ? " looks" : "", look));
    }
    finding.participants.insert(finding.participants.end(), objects.begin(), objects.end());
    finding.summary = fmt::format(
        "{}, again and again, and nobody will change {}{}", fmt::join(looks, ", "),
        objects.size() == 1 ? "it" : "them",
        agents.size() == 1 ? ": " + nobody_left(snapshot, *agents.front()) : std::string());
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
    if (snapshot.goes_round && snapshot.goes_round->alike)
        out.push_back(go_round(*snapshot.goes_round, snapshot));
    if (!snapshot.stuck) return;
    std::vector<const trace::AgentView*> agents;
    for (const trace::AgentView& agent : snapshot.agents)
        if (!agent.finished && agent.spins) agents.push_back(&agent);
    if (!agents.empty()) out.push_back(spin(agents, snapshot));
}

}  // namespace impasse::detect
