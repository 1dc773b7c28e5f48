#include <fmt/format.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

std::vector<WaitEdge> edges_of(const trace::AgentView& agent) {
    std::vector<WaitEdge> edges;
    for (const trace::Wait& wait : agent.waits) {
        WaitEdge edge{.waiter = agent.name,
                      .wants = wait.wants,
                      .wanted_at = wait.where,
                      .object = wait.object_name,
                      .holder = {},
                      .held_as = {},
                      .held_at = {},
                      .in_cycle = false};
        for (const trace::Holder& holder : wait.holders) {
            edge.holder = holder.name;
            edge.held_as = holder.as;
            edge.held_at = holder.where;
            edges.push_back(edge);
        }
        if (wait.holders.empty()) edges.push_back(edge);
    }
    return edges;
}

std::vector<WaitEdge> wait_for_graph(const trace::Snapshot& snapshot) {
    std::vector<WaitEdge> edges;
    for (const trace::AgentView& agent : snapshot.agents)
        for (WaitEdge& edge : edges_of(agent)) edges.push_back(std::move(edge));
    return edges;
}

std::string nobody_left(const trace::Snapshot& snapshot, const trace::AgentView& waiter) {
    std::string waiting;
    bool ended = false;
    for (const trace::AgentView& agent : snapshot.agents) {
        if (agent.id == waiter.id) continue;
        if (agent.finished) {
            ended = true;
        } else {
            waiting += (waiting.empty() ? "" : ", ") + agent.name;
        }
    }
    if (waiting.empty()) return "every other agent has ended";
    return fmt::format("{} {} blocked too{}", waiting,
                       waiting.find(',') == std::string::npos ? "is" : "are",
                       ended ? ", and the others have ended" : "");
}

}  // namespace impasse::detect
