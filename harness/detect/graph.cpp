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

}  // namespace impasse::detect
