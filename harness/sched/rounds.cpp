// Whether an execution that did not come to its end goes round.
#include <algorithm>
#include <set>
#include <tuple>

#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

namespace {

constexpr std::size_t kLongest = 200;  // steps of a round

bool same(const StepLine& a, const StepLine& b) {
    return std::tie(a.agent, a.operation, a.object, a.change, a.where) ==
           std::tie(b.agent, b.operation, b.object, b.change, b.where);
}

// How many lines one round at the end has; 0: they do not repeat.
std::size_t period_of(const std::vector<StepLine>& lines) {
    for (std::size_t period = 1; period <= kLongest && period * kRounds <= lines.size(); ++period) {
        const auto end = lines.end();
        const auto begin = end - static_cast<std::ptrdiff_t>(period * kRounds);
        if (std::equal(begin, end - static_cast<std::ptrdiff_t>(period),
                       begin + static_cast<std::ptrdiff_t>(period), end, same))
            return period;
    }
    return 0;
}

}  // namespace

// Who could go on and is not in it would perhaps end it, and so would a step that goes another way, or
// somebody who does not say that it waits.
std::optional<trace::GoesRound> Scheduler::look_for_rounds() const {
    const auto& lines = options_.recorder->lines();
    const std::size_t period = period_of(lines);
    if (period == 0) return std::nullopt;
    trace::GoesRound round;
    round.lines = period;
    AgentSet there = 0;
    AgentSet give_way = 0;
    AgentSet could_go = enabled_;
    std::set<std::string> objects;
    std::set<Site> sites;
    for (std::size_t i = lines.size() - period; i < lines.size(); ++i) {
        const trace::Recorder::Mark& mark = options_.recorder->marks()[i];
        if (mark.open) return std::nullopt;
        if (!lines[i].follows) ++round.steps;
        there |= bit(mark.agent);
        could_go |= mark.enabled;
        if (mark.gives_way) give_way |= bit(mark.agent);
        if (mark.names_object) objects.insert(lines[i].object);
        sites.insert(lines[i].where);
    }
    if (there != give_way || (could_go & ~there)) return std::nullopt;
    for (const trace::AgentView& agent : snapshot_.agents)
        if (there & bit(agent.id)) round.agents.push_back(agent.name);
    round.objects.assign(objects.begin(), objects.end());
    round.sites.assign(sites.begin(), sites.end());
    return round;
}

}  // namespace impasse::sched
