#include "harness/explore/history.hpp"

#include <algorithm>
#include <bit>

#include "harness/op/dependence.hpp"

namespace impasse::explore {

void History::truncate(std::size_t size) {
    while (!followed_.empty() && followed_.back().event >= size) {
        by_object_[followed_.back().object].pop_back();
        followed_.pop_back();
    }
    // What followed a step lies above its own accesses, and steps above each other.
    while (events_.size() > size) {
        const Event& event = events_.back();
        for (const Access& access : event.step)
            if (access.object != kNoObject) by_object_[access.object].pop_back();
        by_agent_[event.move.agent].pop_back();
        events_.pop_back();
    }
    for (AgentSet rest = known_; rest; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        if (born_[agent] > size) known_ &= ~bit(agent);
    }
}

void History::announced(AgentSet agents) {
    for (AgentSet fresh = agents & ~known_; fresh; fresh &= fresh - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(fresh));
        born_[agent] = static_cast<unsigned>(size());
        if (agent >= agents_) know(agent);
    }
    known_ |= agents;
}

std::size_t History::next_of(AgentId agent, std::size_t place) const {
    const auto& places = by_agent_[agent];
    const auto next = std::lower_bound(places.begin(), places.end(), place);
    return next == places.end() ? size() : *next;
}

// Rows are made for the agents that are known by then: the new lanes hold nothing of use.
void History::know(AgentId agent) {
    for (std::size_t row = 0; row < clocks_.size(); row += kMaxAgents)
        std::fill(&clocks_[row] + agents_, &clocks_[row] + agent + 1, 0);
    agents_ = agent + 1;
}

int History::last_of(AgentId agent) const {
    if (!by_agent_[agent].empty()) return static_cast<int>(by_agent_[agent].back());
    return (known_ & bit(agent)) ? static_cast<int>(born_[agent]) - 1 : Event::kNone;
}

Event History::pending(AgentId agent, const Step& step, int elder) const {
    const auto nth = static_cast<unsigned>(by_agent_[agent].size()) + 1;
    return {.move = {agent, 0},
            .ways = 0,
            .nth = nth,
            .before = last_of(agent),
            .elder = elder,
            .step = step};
}

void History::join(std::uint32_t* into, std::size_t place) const {
    const std::uint32_t* other = clock(place);
    for (AgentId i = 0; i < agents_; ++i) into[i] = std::max(into[i], other[i]);
}

void History::push(Move move, unsigned ways, const Step& step, int elder) {
    const auto place = static_cast<unsigned>(events_.size());
    Event event = pending(move.agent, step, elder);
    event.move = move;
    event.ways = ways;
    event.latest = event.announced();
    if (clocks_.size() < (place + 1) * kMaxAgents) clocks_.resize((place + 1) * kMaxAgents);
    std::uint32_t* own = clock(place);
    if (event.before == Event::kNone) {
        std::fill(own, own + agents_, 0);
    } else {
        const std::uint32_t* past = clock(static_cast<std::size_t>(event.before));
        std::copy(past, past + agents_, own);
    }
    if (elder != Event::kNone) join(own, static_cast<std::size_t>(elder));
    for (const Access& access : step) {
        if (access.verb == Verb::Join) {
            const int end = last_of(static_cast<AgentId>(access.argument));
            if (end != Event::kNone) join(own, static_cast<std::size_t>(end));
            event.latest = std::max(event.latest, end);
        }
        if (access.object == kNoObject || access.object >= by_object_.size()) continue;
        const auto& touches = by_object_[access.object];
        for (auto past = touches.rbegin(); past != touches.rend(); ++past) {
            if (!op::dependent(past->access, access)) continue;
            join(own, past->event);
            event.latest = std::max(event.latest, static_cast<int>(past->event));
            if (op::orders_all(past->access.verb)) break;
        }
    }
    own[move.agent] = event.nth;
    events_.push_back(event);
    by_agent_[move.agent].push_back(place);
    for (const Access& access : step)
        if (access.object != kNoObject) touch(place, access, false);
}

void History::followed(std::span<const Access> accesses) {
    for (const Access& access : accesses) {
        if (access.object == kNoObject || access.verb == Verb::Spawn) continue;
        const auto last = static_cast<unsigned>(events_.size()) - 1;
        followed_.push_back({last, access.object});
        touch(last, access, true);
    }
}

unsigned History::least_way(int elder, const Step& step) const {
    const auto on_an_object = [](const Access& access) { return access.object != kNoObject; };
    if (elder == Event::kNone || std::any_of(step.begin(), step.end(), on_an_object)) return 0;
    return events_[static_cast<std::size_t>(elder)].move.way;
}

bool History::brings(std::size_t place, const Step& later) const {
    for (const Access& access : later) {
        if (access.object == kNoObject) continue;
        for (const Touch& touch : touches(access.object))
            if (touch.followed && touch.event == place && op::dependent(touch.access, access))
                return true;
    }
    return false;
}

void History::touch(unsigned event, const Access& access, bool followed) {
    if (access.object >= by_object_.size()) by_object_.resize(access.object + 1);
    by_object_[access.object].push_back({event, access, followed});
}

}  // namespace impasse::explore
