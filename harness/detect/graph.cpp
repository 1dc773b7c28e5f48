#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

std::string goes_round_text(const trace::GoesRound& round) {
    const bool one = round.agents.size() == 1;
    return fmt::format("{} only {} the same {} again and again, 100 times when that was seen",
                       fmt::join(round.agents, " and "), one ? "takes" : "take",
                       round.steps == 1 ? "step" : fmt::format("{} steps", round.steps));
}

}  // namespace

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
    const AgentSet go_round = snapshot.goes_round ? snapshot.goes_round->who : 0;
    for (const trace::AgentView& agent : snapshot.agents)
        if (!(go_round & bit(agent.id)))
            for (WaitEdge& edge : edges_of(agent)) edges.push_back(std::move(edge));
    return edges;
}

bool for_ever(const trace::AgentView& agent, const trace::Snapshot& snapshot) {
    if (agent.finished) return false;
    if (snapshot.stuck) return true;
    const auto& round = snapshot.goes_round;
    if (!round || !round->often || (round->who & bit(agent.id))) return false;
    return std::none_of(agent.waits.begin(), agent.waits.end(), [&](const trace::Wait& wait) {
        return round->touched.contains(wait.object);
    });
}

std::string nobody_left(const trace::Snapshot& snapshot, const trace::AgentView& waiter) {
    std::string waiting;
    bool ended = false;
    const AgentSet go_round = snapshot.goes_round ? snapshot.goes_round->who : 0;
    for (const trace::AgentView& agent : snapshot.agents) {
        if (agent.id == waiter.id) continue;
        if (agent.finished) {
            ended = true;
        } else if (!(go_round & bit(agent.id))) {
            waiting += (waiting.empty() ? "" : ", ") + agent.name;
        }
    }
    std::string why;
    if (snapshot.goes_round) why = goes_round_text(*snapshot.goes_round);
    if (!waiting.empty())
        why += fmt::format("{}{} {} blocked too", why.empty() ? "" : ", and ", waiting,
                           waiting.find(',') == std::string::npos ? "is" : "are");
    if (why.empty()) return "every other agent has ended";
    return why + (ended ? ", and the others have ended" : "");
}

}  // namespace impasse::detect
