#include "harness/explore/dpor.hpp"

#include <fmt/format.h>

#include <bit>
#include <utility>

#include "harness/explore/replay.hpp"
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
    if (!error_.empty() || frontier_.stopped()) return false;
    if (!std::exchange(started_, true) || !backtrack()) return take_leaf();
    if (frontier_.wanted()) {
        for (std::size_t depth = floor_; depth < nodes_.size() && frontier_.wanted(); ++depth)
            share(depth);
    }
    forget_from(nodes_.size() - 1);
    shared_ = history_.size();
    while (!unhappened_.empty() && unhappened_.back().dropped + 1 >= nodes_.size())
        unhappened_.pop_back();
    return true;
}

// To the latest state of this leaf that has a branch left.
bool Dpor::backtrack() {
    while (nodes_.size() > floor_ && !nodes_.back().current->next) {
        pool_.free_all(nodes_.back().first);
        sleep_.resize(nodes_.back().sleep);
        nodes_.pop_back();
        if (!nodes_.empty()) nodes_.back().current->child = nullptr;
    }
    if (nodes_.size() == floor_) return false;
    nodes_.back().current = nodes_.back().current->next;
    return true;
}

bool Dpor::take_leaf() {
    if (std::exchange(has_leaf_, false)) frontier_.finished(explored_part());
    explored_ = 0;
    const auto leaf = frontier_.take();
    if (!leaf) {
        exhausted_ = !frontier_.stopped();
        return false;
    }
    has_leaf_ = true;
    leaf_depth_ = leaf->path.size();
    leaf_weight_ = leaf->weight;
    go_to(leaf->path);
    return true;
}

// The states on the way are known by their branches; what they look like is seen as they are run.
void Dpor::go_to(const Frontier::Path& path) {
    const std::lock_guard lock(frontier_.mutex());
    nodes_.clear();
    sleep_.clear();
    unhappened_.clear();
    forget_from(0);
    shared_ = 0;
    floor_ = path.size();
    common_ = frontier_.common(path);
    for (Branch* branch : path) {
        Node node;
        node.sleep = sleep_.size();
        if (!nodes_.empty()) inherit_sleep();
        node.first = nodes_.empty() ? frontier_.root() : nodes_.back().current->child;
        node.current = branch;
        nodes_.push_back(node);
    }
}

// The state at this depth, and all above it, is shared from now on: what is left there is for whoever
// takes it. This explorer goes on behind the branch where it is.
void Dpor::share(std::size_t depth) {
    if (!nodes_[depth].current->next) return;
    const std::lock_guard lock(frontier_.mutex());
    if (floor_ == 0) frontier_.root() = nodes_[0].first;
    floor_ = depth + 1;
    Frontier::Path path;
    for (std::size_t above = 0; above < depth; ++above) path.push_back(nodes_[above].current);
    const double weight = weight_at(depth + 1);
    for (Branch* left = nodes_[depth].current->next; left; left = left->next)
        frontier_.add_leaves(path, *left, weight);
}

// The share of a branch of the state above this depth, where each state's is divided evenly.
double Dpor::weight_at(std::size_t depth) const {
    double weight = leaf_weight_;
    for (std::size_t above = leaf_depth_; above < depth; ++above) {
        unsigned branches = 0;
        for (const Branch* branch = nodes_[above].first; branch; branch = branch->next) ++branches;
        weight /= std::max(branches, 1U);
    }
    return weight;
}

// Behind the branches of the current execution, and those before them.
double Dpor::explored_part() {
    const auto lock =
        floor_ > 0 ? std::unique_lock(frontier_.mutex()) : std::unique_lock<std::mutex>();
    double part = 0;
    for (std::size_t depth = leaf_depth_; depth < nodes_.size(); ++depth) {
        unsigned done = 0;
        for (const Branch* branch = nodes_[depth].first; branch != nodes_[depth].current;
             branch = branch->next)
            ++done;
        part += done * weight_at(depth + 1);
    }
    return part + weight_at(nodes_.size());
}

std::optional<double> Dpor::explored() {
    explored_ = explored_part();
    return frontier_.explored();
}

void Dpor::give_back() {
    if (!has_leaf_) return;
    for (std::size_t depth = floor_; depth < nodes_.size(); ++depth) share(depth);
    has_leaf_ = false;
    const double part = explored_part();
    explored_ = 0;
    frontier_.finished(part);
}

Move Dpor::pick(const Situation& shown) {
    if (!error_.empty()) return {};
    const Situation& situation = eldest_first(shown);
    if (!error_.empty()) return {};
    if (depth_ == nodes_.size()) {
        if (!expand(situation)) return {};
    } else if (!nodes_[depth_].seen) {
        look(situation);
    }
    return take(situation);
}

const Situation& Dpor::eldest_first(const Situation& situation) {
    if (!symmetry_) return situation;
    const Situation& less = symmetry_->eldest_first(situation);
    error_ = symmetry_->error();
    return less;
}

int Dpor::elder_step(AgentId agent) const {
    return symmetry_ ? symmetry_->elder_step(agent) : Event::kNone;
}

void Dpor::forget_from(std::size_t size) {
    history_.truncate(size);
    if (symmetry_) symmetry_->forget_from(size);
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
    history_.push(branch.move, situation.ways(agent), situation.pending(agent), elder_step(agent));
    if (symmetry_) symmetry_->took_last();
    ++depth_;
    return branch.move;
}

// A state behind the leaf that was taken. False: all that is enabled is asleep.
bool Dpor::expand(const Situation& situation) {
    Node node;
    node.sleep = sleep_.size();
    if (!nodes_.empty()) {
        inherit_sleep();
        node.first = nodes_.back().current->child;
    }
    nodes_.push_back(node);
    look(situation);
    if (!node.first) {
        node.first = depth_ < beginning_.size() ? as_it_begins(situation) : choose(situation);
        if (depth_ > 0) nodes_[depth_ - 1].current->child = node.first;
    }
    nodes_.back().first = nodes_.back().current = node.first;
    if (node.first) return true;
    sleep_.resize(node.sleep);
    nodes_.pop_back();
    if (!error_.empty()) return false;
    error_ = fmt::format(
        "at step {} all that is enabled is explored elsewhere: a wakeup sequence was wrong "
        "(a bug of impasse)",
        depth_ + 1);
    return false;
}

Branch* Dpor::as_it_begins(const Situation& situation) {
    const Move move = as_scheduled(beginning_[depth_], situation);
    if (move.agent != kNoAgent) return pool_.make(move, situation.pending(move.agent));
    error_ = fmt::format("at step {} the beginning cannot go on as it says", depth_ + 1);
    return nullptr;
}

void Dpor::look(const Situation& situation) {
    see(situation);
    Node& node = nodes_[depth_];
    node.enabled = situation.enabled();
    node.announced = situation.announced();
    node.seen = true;
}

// What the last step did beside what it had announced.
void Dpor::see(const Situation& situation) {
    if (depth_ > 0) {
        history_.followed(situation.followed());
        const AgentId last = history_[depth_ - 1].move.agent;
        AgentSet gone = nodes_[depth_ - 1].announced & ~situation.announced() & ~bit(last);
        for (; gone; gone &= gone - 1) {
            const auto agent = static_cast<AgentId>(std::countr_zero(gone));
            unhappened_.push_back(
                {history_.pending(agent, situation.pending(agent), elder_step(agent)), depth_ - 1});
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

// The running agent first, unless it gives way, and who joins others last: an execution then has few
// switches, and a loop that waits for others lets them go.
Branch* Dpor::choose(const Situation& situation) {
    const auto of = [&](AgentId agent) -> Branch* {
        const Step& step = situation.pending(agent);
        for (unsigned way = history_.least_way(elder_step(agent), step);
             way < situation.ways(agent); ++way) {
            const Move move{agent, static_cast<std::uint16_t>(way)};
            if (!asleep(move)) return pool_.make(move, step);
        }
        return nullptr;
    };
    const auto wants = [&](AgentId agent) { return situation.pending(agent).accesses[0].verb; };
    const AgentId running = situation.running();
    const AgentSet enabled = situation.enabled();
    const bool goes_on =
        running != kNoAgent && (enabled & bit(running)) && wants(running) != Verb::Yield;
    if (goes_on)
        if (Branch* branch = of(running)) return branch;
    // The next one round the circle among those that give way, or all but one would never get their turn.
    const AgentSet after = running == kNoAgent ? 0 : ~AgentSet{0} << running & ~bit(running);
    const auto first_of = [&](AgentSet agents, auto&& is) -> Branch* {
        for (AgentSet rest = agents; rest; rest &= rest - 1) {
            const auto agent = static_cast<AgentId>(std::countr_zero(rest));
            if (!is(wants(agent))) continue;
            if (Branch* branch = of(agent)) return branch;
        }
        return nullptr;
    };
    const auto acts = [](Verb verb) { return verb != Verb::Join && verb != Verb::Yield; };
    if (Branch* branch = first_of(enabled, acts)) return branch;
    const auto yields = [](Verb verb) { return verb == Verb::Yield; };
    if (Branch* branch = first_of(enabled & after, yields)) return branch;
    if (Branch* branch = first_of(enabled, yields)) return branch;
    return first_of(enabled, [](Verb verb) { return verb == Verb::Join; });
}

bool Dpor::asleep(Move move) const {
    for (std::size_t i = nodes_.back().sleep; i < sleep_.size(); ++i)
        if (sleep_[i]->move == move) return true;
    return false;
}

void Dpor::last(const Situation& shown) {
    if (depth_ != history_.size() || !error_.empty()) return;
    const Situation& situation = eldest_first(shown);
    see(situation);
    for (AgentSet rest = situation.announced(); rest; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        unhappened_.push_back(
            {history_.pending(agent, situation.pending(agent), elder_step(agent)), depth_});
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
    reverse_races();
}

}  // namespace impasse::explore
