#include "harness/explore/dpor.hpp"

#include <fmt/format.h>

#include <bit>
#include <utility>

#include "harness/op/dependence.hpp"

namespace impasse::explore {

namespace {

bool same(const Step& a, const Step& b) {
    if (a.count != b.count) return false;
    for (std::size_t i = 0; i < a.count; ++i)
        if (a.accesses[i].object != b.accesses[i].object ||
            a.accesses[i].verb != b.accesses[i].verb)
            return false;
    return true;
}

}  // namespace

bool Dpor::begin() {
    depth_ = 0;
    blocked_ = false;
    if (!error_.empty()) return false;
    shared_ = 0;
    if (!std::exchange(started_, true)) return true;
    while (!nodes_.empty() && !nodes_.back().current->next) {
        pool_.free_all(nodes_.back().first);
        sleep_.resize(nodes_.back().sleep);
        nodes_.pop_back();
    }
    if (nodes_.empty()) {
        exhausted_ = true;
        return false;
    }
    nodes_.back().current = nodes_.back().current->next;
    history_.truncate(nodes_.size() - 1);
    while (!unhappened_.empty() && unhappened_.back().dropped + 1 >= nodes_.size())
        unhappened_.pop_back();
    shared_ = history_.size();
    return true;
}

Move Dpor::pick(const Situation& situation) {
    if (!error_.empty()) return {};
    if (depth_ == nodes_.size() && !expand(situation)) return {};
    return take(situation);
}

// What was run before is run as before.
Move Dpor::known(const Situation& situation) {
    if (depth_ >= history_.size() || !error_.empty()) return {};
    const Event& event = history_[depth_];
    if (!same(situation.pending(event.move.agent), event.step)) {
        error_ = fmt::format(
            "the scenario is not deterministic: at step {} other steps are enabled than before",
            depth_ + 1);
        return {};
    }
    ++depth_;
    return event.move;
}

Move Dpor::take(const Situation& situation) {
    const Branch& branch = *nodes_[depth_].current;
    const auto [agent, way] = branch.move;
    const bool fits = situation.enabled() == nodes_[depth_].enabled &&
                      (situation.enabled() & bit(agent)) && way < situation.ways(agent) &&
                      same(situation.pending(agent), branch.step);
    if (!fits) {
        error_ = fmt::format(
            "at step {} a step that must be possible is not: the scenario is not deterministic, or "
            "two of its steps are dependent and not known to be (a bug of impasse)",
            depth_ + 1);
        return {};
    }
    history_.push(branch.move, situation.ways(agent), situation.pending(agent));
    ++depth_;
    return branch.move;
}

// A state that is seen for the first time. False: all that is enabled is asleep.
bool Dpor::expand(const Situation& situation) {
    see(situation);
    Node node;
    node.enabled = situation.enabled();
    node.announced = situation.announced();
    node.sleep = sleep_.size();
    if (!nodes_.empty()) {
        inherit_sleep();
        node.first = std::exchange(nodes_.back().current->child, nullptr);
    }
    nodes_.push_back(node);
    if (!node.first) nodes_.back().first = choose(situation);
    nodes_.back().current = nodes_.back().first;
    if (nodes_.back().first) return true;
    sleep_.resize(node.sleep);
    nodes_.pop_back();
    blocked_ = true;
    return false;
}

// What the last step did beside what it had announced.
void Dpor::see(const Situation& situation) {
    if (depth_ > 0) {
        history_.followed(situation.followed());
        const AgentId last = history_[depth_ - 1].move.agent;
        AgentSet gone = nodes_.back().announced & ~situation.announced() & ~bit(last);
        for (; gone; gone &= gone - 1) {
            const auto agent = static_cast<AgentId>(std::countr_zero(gone));
            unhappened_.push_back({history_.pending(agent, situation.pending(agent)), depth_ - 1});
        }
    }
    history_.announced(situation.announced());
}

// Who slept, or was explored, in the state above sleeps on unless the last step wakes it.
void Dpor::inherit_sleep() {
    const Node& above = nodes_.back();
    const Branch& last = *above.current;
    const auto keep = [&](const Branch& branch) {
        if (branch.move.agent != last.move.agent && !op::dependent(branch.step, last.step))
            sleep_.push_back(&branch);
    };
    for (std::size_t i = above.sleep, end = sleep_.size(); i < end; ++i) keep(*sleep_[i]);
    for (const Branch* done = above.first; done != above.current; done = done->next) keep(*done);
}

// The running agent first, and who joins others last: an execution then has few switches.
Branch* Dpor::choose(const Situation& situation) {
    const auto of = [&](AgentId agent) -> Branch* {
        for (unsigned way = 0; way < situation.ways(agent); ++way) {
            const Move move{agent, static_cast<std::uint16_t>(way)};
            if (!asleep(move)) return pool_.make(move, situation.pending(agent));
        }
        return nullptr;
    };
    const AgentId running = situation.running();
    const AgentSet enabled = situation.enabled();
    if (running != kNoAgent && (enabled & bit(running)))
        if (Branch* branch = of(running)) return branch;
    for (const bool joins : {false, true})
        for (AgentSet rest = enabled; rest; rest &= rest - 1) {
            const auto agent = static_cast<AgentId>(std::countr_zero(rest));
            if ((situation.pending(agent).accesses[0].verb == Verb::Join) != joins) continue;
            if (Branch* branch = of(agent)) return branch;
        }
    return nullptr;
}

bool Dpor::asleep(Move move) const {
    for (std::size_t i = nodes_.back().sleep; i < sleep_.size(); ++i)
        if (sleep_[i]->move == move) return true;
    return false;
}

void Dpor::last(const Situation& situation) {
    if (depth_ != history_.size()) return;
    see(situation);
    for (AgentSet rest = situation.announced(); rest; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        unhappened_.push_back({history_.pending(agent, situation.pending(agent)), depth_});
    }
}

void Dpor::end(Ending) {
    if (!error_.empty()) return;
    if (depth_ != history_.size()) {
        error_ = fmt::format(
            "the scenario is not deterministic: the execution ended at step {}, not {} as before",
            depth_, history_.size());
        return;
    }
    if (!blocked_) reverse_races();
}

}  // namespace impasse::explore
