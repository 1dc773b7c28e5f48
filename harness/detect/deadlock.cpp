// Cycles in the wait-for graph: agents that wait for each other through locks, worker slots, joins.
//
// An agent that waits for several holders needs all of them, so one edge back is enough; an agent
// that waits for any of several things (select!) has no edge that must hold, and is left out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

struct Hop {
    const trace::AgentView* agent;
    const trace::Wait* wait;
    const trace::Holder* holder;
};

using Graph = std::map<AgentId, std::vector<Hop>>;

// While others run on, only what nobody else can end is a wait for ever, and what is not ended where they go
// round.
Graph graph_of(const trace::Snapshot& snapshot) {
    std::map<AgentId, const trace::AgentView*> alive;
    for (const trace::AgentView& agent : snapshot.agents)
        if (!agent.finished) alive[agent.id] = &agent;
    Graph graph;
    for (const auto& [id, agent] : alive) {
        if (agent->any_of) continue;
        for (const trace::Wait& wait : agent->waits)
            for (const trace::Holder& holder : wait.holders)
                if (wait.firm || for_ever(*agent, snapshot))
                    if (alive.contains(holder.agent)) graph[id].push_back({agent, &wait, &holder});
    }
    return graph;
}

// Breadth first from `start` back to itself: a smallest cycle through it, or nothing.
std::vector<Hop> cycle_through(AgentId start, const Graph& graph) {
    std::map<AgentId, Hop> came_by;
    std::deque<AgentId> queue{start};
    while (!queue.empty()) {
        const AgentId here = queue.front();
        queue.pop_front();
        const auto hops = graph.find(here);
        if (hops == graph.end()) continue;
        for (const Hop& hop : hops->second) {
            const AgentId next = hop.holder->agent;
            if (came_by.contains(next)) continue;
            came_by[next] = hop;
            if (next != start) {
                queue.push_back(next);
                continue;
            }
            std::vector<Hop> cycle;
            for (AgentId at = start;;) {
                const Hop& back = came_by[at];
                cycle.push_back(back);
                at = back.agent->id;
                if (at == start) break;
            }
            std::reverse(cycle.begin(), cycle.end());
            return cycle;
        }
    }
    return {};
}

// What keeps the waiter from it, as the end of "A waits for B".
std::string kept_by(const trace::Holder& holder) {
    if (holder.as.starts_with("being "))
        return fmt::format(", held by {}, which is {}", holder.name, holder.as);
    if (holder.as.starts_with("has "))
        return fmt::format(", held up by {}, which {}", holder.name, holder.as);
    if (holder.as.starts_with("waits "))
        return fmt::format(" behind {}, which {}", holder.name, holder.as);
    return fmt::format(", held by {} as {}", holder.name, holder.as);
}

std::string sentence(const std::vector<Hop>& cycle, bool others_run) {
    if (cycle.size() == 1) {
        const Hop& hop = cycle.front();
        return fmt::format("{} waits for the {}, which it holds itself as {} (taken at {})",
                           hop.agent->name, hop.wait->wants, hop.holder->as,
                           hop.holder->where.str());
    }
    std::vector<std::string> parts;
    for (const Hop& hop : cycle)
        parts.push_back(fmt::format("{} waits for the {}{}", hop.agent->name, hop.wait->wants,
                                    kept_by(*hop.holder)));
    return fmt::format("{}; so none of them can go on{}", fmt::join(parts, "; "),
                       others_run ? ", while others do" : "");
}

Finding finding_of(const std::vector<Hop>& cycle, const trace::Snapshot& snapshot) {
    Finding finding;
    finding.kind = cycle.size() == 1 ? FindingKind::Reentry : FindingKind::Cycle;
    finding.summary = sentence(cycle, snapshot.ran_on);
    std::set<std::string> objects;
    for (const Hop& hop : cycle) {
        finding.participants.push_back(hop.agent->name);
        objects.insert(hop.wait->object_name);
    }
    finding.participants.insert(finding.participants.end(), objects.begin(), objects.end());
    finding.wait_for = wait_for_graph(snapshot);
    for (WaitEdge& edge : finding.wait_for)
        for (const Hop& hop : cycle)
            if (edge.waiter == hop.agent->name && edge.object == hop.wait->object_name &&
                edge.holder == hop.holder->name && edge.held_at == hop.holder->where)
                edge.in_cycle = true;
    return finding;
}

}  // namespace

void deadlock(const trace::Snapshot& snapshot, Findings& out) {
    if (!snapshot.stuck && !snapshot.ran_on) return;
    const Graph graph = graph_of(snapshot);
    std::vector<Hop> smallest;
    for (const trace::AgentView& agent : snapshot.agents) {
        if (agent.finished) continue;
        auto cycle = cycle_through(agent.id, graph);
        if (!cycle.empty() && (smallest.empty() || cycle.size() < smallest.size()))
            smallest = std::move(cycle);
    }
    if (!smallest.empty()) out.push_back(finding_of(smallest, snapshot));
}

}  // namespace impasse::detect
