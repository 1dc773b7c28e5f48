// Whether an execution that did not come to its end goes round.
#include <algorithm>
#include <set>
#include <tuple>

#include "harness/op/executor.hpp"
#include "harness/op/verb.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

namespace {

constexpr std::size_t kLongest = 200;  // steps of a round

bool same_step(const StepLine& a, const StepLine& b) {
    return std::tie(a.agent, a.operation, a.object, a.where) ==
           std::tie(b.agent, b.operation, b.object, b.where);
}

bool same(const StepLine& a, const StepLine& b) { return a.change == b.change && same_step(a, b); }

// How many lines one of so many rounds at the end has; 0: they do not repeat.
std::size_t period_of(const std::vector<StepLine>& lines, std::size_t rounds,
                      bool (*alike)(const StepLine&, const StepLine&)) {
    for (std::size_t period = 1; period <= kLongest && period * rounds <= lines.size(); ++period) {
        const auto end = lines.end();
        const auto begin = end - static_cast<std::ptrdiff_t>(period * rounds);
        if (std::equal(begin, end - static_cast<std::ptrdiff_t>(period),
                       begin + static_cast<std::ptrdiff_t>(period), end, alike))
            return period;
    }
    return 0;
}

// How many there are, whatever they make of their objects.
std::size_t rounds_at_end(const std::vector<StepLine>& lines, std::size_t period) {
    std::size_t same = period;
    while (same < lines.size() &&
           same_step(lines[lines.size() - same - 1], lines[lines.size() - same - 1 + period]))
        ++same;
    return same / period;
}

}  // namespace

// Somebody who is not in the round will get to go though nobody could at these steps: a task that was woken and
// waits for its turn, a timer that a worker looks at once in a while.
bool Scheduler::comes_later(AgentSet round) const {
    for (const Agent* agent : born_) {
        if (agent->finished() || (round & bit(agent->id)) || !(announced_ & bit(agent->id)))
            continue;
        const Access& access = agent->pending.accesses[0];
        if (op::family_of(access.verb) != op::Family::Worker) continue;
        const auto* executor = dynamic_cast<const op::Executor*>(objects_[access.object]);
        if (executor == nullptr || executor->closed()) continue;
        if (executor->ready(agent->id)) return true;
        if (access.verb == Verb::FireTimer && executor->has_timers()) return true;
    }
    return false;
}

// Who could go on and is not in it would perhaps end it, and so would a step that goes another way, or
// somebody who does not say that it waits.
std::optional<trace::GoesRound> Scheduler::look_for_rounds() const {
    const auto& lines = options_.recorder->lines();
    trace::GoesRound round;
    std::size_t period = period_of(lines, kRounds, same);
    if (period == 0) {
        period = period_of(lines, kRoundsThatDiffer, same_step);
        round.alike = false;
    }
    if (period == 0) return std::nullopt;
    round.lines = period;
    AgentSet give_way = 0;
    AgentSet could_go = enabled_;
    std::set<std::string> objects;
    std::set<Site> sites;
    for (std::size_t i = lines.size() - period; i < lines.size(); ++i) {
        const trace::Recorder::Mark& mark = options_.recorder->marks()[i];
        if (mark.open) return std::nullopt;
        if (!lines[i].follows) ++round.steps;
        round.who |= bit(mark.agent);
        could_go |= mark.enabled;
        if (mark.gives_way) give_way |= bit(mark.agent);
        if (mark.names_object) objects.insert(lines[i].object);
        sites.insert(lines[i].where);
        for (const Access& access : mark.step) round.touched.insert(access.object);
    }
    if (round.who != give_way || (could_go & ~round.who) || comes_later(round.who))
        return std::nullopt;
    round.often = rounds_at_end(lines, period) >= kRoundsThatDiffer;
    for (const trace::AgentView& agent : snapshot_.agents)
        if (round.who & bit(agent.id)) round.agents.push_back(agent.name);
    round.objects.assign(objects.begin(), objects.end());
    round.sites.assign(sites.begin(), sites.end());
    return round;
}

}  // namespace impasse::sched
