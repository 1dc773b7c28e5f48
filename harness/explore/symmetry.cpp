#include "harness/explore/symmetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>

#include "harness/op/dependence.hpp"

namespace impasse::explore {

namespace {

bool same_accesses(const Step& a, const Step& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Access& x, const Access& y) {
        return x.object == y.object && x.verb == y.verb && x.argument == y.argument;
    });
}

// But for the objects: they may be the agent's own.
bool same_code(const Step& a, const Step& b) {
    return a.where.line() == b.where.line() && a.where.column() == b.where.column() &&
           std::string_view(a.where.file_name()) == b.where.file_name() &&
           std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Access& x, const Access& y) { return x.verb == y.verb; });
}

}  // namespace

const Situation& Symmetry::eldest_first(const Situation& situation) {
    situation_ = &situation;
    waiting_ = 0;
    for (AgentSet rest = situation.announced(); rest; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        look_at(agent, situation);
        if (waits(agent, situation)) waiting_ |= bit(agent);
    }
    return canonical_;
}

// An agent that makes others is told from its elder: they may use what is its own, and so keep one of
// the two from going on and not the other. The elder had made some as well when it had taken as many
// steps, so whether they are told apart does not depend on how far it is by now.
void Symmetry::look_at(AgentId agent, const Situation& situation) {
    const auto& steps = history_.steps_of(agent);
    const AgentId elder = situation.elder(agent);
    if (steps.empty()) {
        agents_[agent] = {elder, kNever};
    } else if (elder == kNoAgent && alike(agent)) {
        agents_[agent].told_apart = steps.back();
    }
}

bool Symmetry::waits(AgentId agent, const Situation& situation) {
    if (!alike(agent)) return false;
    const AgentId elder = agents_[agent].elder;
    const auto& steps = history_.steps_of(agent);
    const auto& elders = history_.steps_of(elder);
    if (elders.size() == steps.size()) {
        if ((situation.announced() & bit(elder)) == 0) differ(situation);
        return true;
    }
    if (!goes_on_as(history_[elders[steps.size()]].step, agent, situation.pending(agent)))
        differ(situation);
    return false;
}

// Whether the agent's next step can be what its elder did. Another object than the elder's is then its
// own: nobody else has touched it.
bool Symmetry::goes_on_as(const Step& elders, AgentId agent, const Step& own) const {
    if (!same_code(elders, own)) return false;
    for (std::size_t i = 0; i < own.count; ++i) {
        if (own.accesses[i].object == elders.accesses[i].object) continue;
        for (const Touch& touch : history_.touches(own.accesses[i].object))
            if (history_[touch.event].move.agent != agent) return false;
    }
    return true;
}

// What they did and saw is the same so far, and yet they do not go on in the same way.
void Symmetry::differ(const Situation& situation) {
    error_ = fmt::format(
        "agents are declared interchangeable that are not: behind step {} one goes on in another "
        "way "
        "than one that nothing tells from it",
        situation.depth());
}

int Symmetry::elder_step(AgentId agent) const {
    if (!alike(agent)) return Event::kNone;
    const auto& elders = history_.steps_of(agents_[agent].elder);
    const std::size_t nth = history_.steps_of(agent).size();
    return nth < elders.size() ? static_cast<int>(elders[nth]) : Event::kNone;
}

void Symmetry::took_last() {
    const std::size_t place = history_.size() - 1;
    const Event& event = history_[place];
    if (event.elder == Event::kNone || !alike(event.move.agent)) return;
    if (tells_apart(static_cast<std::size_t>(event.elder), place))
        agents_[event.move.agent].told_apart = place;
}

void Symmetry::forget_from(std::size_t size) {
    for (Agent& agent : agents_)
        if (agent.told_apart != kNever && agent.told_apart >= size) agent.told_apart = kNever;
}

// The two steps have the same past, and the same future so far, exactly when no step that depends on
// them came between them, and they do not depend on each other.
bool Symmetry::tells_apart(std::size_t elders, std::size_t own) const {
    const Event& first = history_[elders];
    const Event& second = history_[own];
    if (first.move.way != second.move.way || !same_accesses(first.step, second.step)) return true;
    if (op::dependent(first.step, second.step) || history_.brings(elders, second.step)) return true;
    for (const Access& access : first.step)
        if (between(access, elders, own)) return true;
    return false;
}

bool Symmetry::between(const Access& access, std::size_t elders, std::size_t own) const {
    const auto touches = history_.touches(access.object);
    for (auto touch = touches.rbegin(); touch != touches.rend() && touch->event > elders; ++touch)
        if (touch->event != own && op::dependent(touch->access, access)) return true;
    return false;
}

}  // namespace impasse::explore
