// The races of a complete execution, and the wakeup sequences that reverse them.
#include <algorithm>

#include "harness/explore/dpor.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::explore {

// Optimal-DPOR, JACM'17, algorithm 2, lines 3-7. A step that is blocked for ever races as well: had
// it come first, it would have happened. A step that was in the execution before has the races that
// it had; those are passed over whose wakeup sequences are covered whatever comes after.
void Dpor::reverse_races() {
    kept_.assign(history_.size(), 0);
    dropped_ = history_.size();
    if (races_.size() <= history_.size()) races_.resize(history_.size() + 1);
    for (std::size_t place = 0; place < history_.size(); ++place) {
        const Event& event = history_[place];
        auto& races = races_[place];
        if (place < shared_) {
            for (Race& race : races)
                if (race.covered > shared_) reverse(race, event, place);
            continue;
        }
        races.clear();
        find_races(event, place, races);
        if (event.ways > 1) take_other_ways(event, place);
    }
    for (const Unhappened& one : unhappened_) {
        races_.back().clear();
        dropped_ = one.dropped;
        find_races(one.event, history_.size(), races_.back());
    }
    dropped_ = history_.size();
}

// A way not taken excludes the one that was: they are steps of one agent, and so a race of the step
// with itself.
void Dpor::take_other_ways(const Event& event, std::size_t place) {
    Node& node = nodes_[place];
    if (node.all_ways & bit(event.move.agent)) return;
    for (unsigned way = 0; way < event.ways; ++way) {
        if (way == event.move.way) continue;
        races_[place].push_back({static_cast<unsigned>(place), static_cast<std::uint16_t>(way)});
        reverse(races_[place].back(), event, place);
    }
    if (place < floor_) return;  // others read its list
    unsigned branches = 0;
    for (const Branch* branch = node.first; branch; branch = branch->next)
        branches += branch->move.agent == event.move.agent;
    if (branches == event.ways) node.all_ways |= bit(event.move.agent);
}

// For each object, the latest step that could as well come after `event`; on the way there, those
// that cannot: an unlock that the event waited for, say. What happens before one that was found
// races in the execution in which that one is reversed.
void Dpor::find_races(const Event& event, std::size_t place, std::vector<Race>& races) {
    for (const Access& access : event.step) {
        const auto touches = history_.touches(access.object);
        for (std::size_t i = touches.size(); i-- > 0;) {
            const Touch& touch = touches[i];
            if (touch.event >= place || touch.event > dropped_ || touch.followed) continue;
            if (!op::dependent(touch.access, access)) continue;
            const bool all = op::orders_all(touch.access.verb);
            if (history_.forced(touch.event, event)) {
                if (all) break;
                continue;
            }
            Race race{touch.event, 0};
            if (!reverse(race, event, place)) continue;
            races.push_back(race);
            if (all) break;
        }
    }
}

// Explores the event before the race's first step, or in another way. False: it is not possible there.
bool Dpor::reverse(Race& race, const Event& event, std::size_t place) {
    mark_not_after(race.first);
    if (race.first != place && !possible(race.first, event, place)) return false;
    if (race.first >= floor_) {
        race.covered = add(race, event, place);
    } else {
        const std::lock_guard lock(frontier_.mutex());
        race.covered = add(race, event, place);
    }
    return true;
}

// notdep(e, E) of the paper: what comes after `first` and does not happen after it.
void Dpor::mark_not_after(std::size_t first) {
    for (std::size_t place = first + 1; place < history_.size(); ++place)
        kept_[place] = !history_.before(first, place);
}

// Whether `event` is enabled before `first`, behind what is kept. Locks that are held there by kept
// steps are left out with all that happens after them: then as much is kept as lets it happen.
bool Dpor::possible(std::size_t first, const Event& event, std::size_t place) {
    // Before the step that drops its agent, which then goes on.
    if (dropped_ > first && dropped_ < history_.size() && kept_[dropped_] &&
        !leave_out(first, event, dropped_))
        return false;
    if (seen_at(first, event)) return (nodes_[first].enabled & bit(event.move.agent)) != 0;
    for (bool again = true; again;) {
        again = false;
        for (const Access& access : event.step) {
            if (!op::may_block(access.verb)) continue;
            switch (allows(first, event, access, place)) {
                case op::After::Enabled:
                    break;
                case op::After::Missing:
                    return false;
                case op::After::Held:
                    for (const std::size_t holder : holders_)
                        if (!leave_out(first, event, past_places_[holder])) return false;
                    again = true;
                    break;
            }
        }
    }
    return true;
}

// Whether the state before `first` is known to say whether `event` is enabled: it was announced then,
// and nothing that is kept touches what it is about.
bool Dpor::seen_at(std::size_t first, const Event& event) const {
    if (event.before >= static_cast<int>(first)) return false;
    for (const Access& access : event.step) {
        const auto touches = history_.touches(access.object);
        for (std::size_t i = touches.size(); i-- > 0 && touches[i].event > first;)
            if (touches[i].event < history_.size() && kept_[touches[i].event]) return false;
    }
    return true;
}

op::After Dpor::allows(std::size_t first, const Event& event, const Access& access,
                       std::size_t place) {
    const auto goes_before = [&](std::size_t at) {
        return at < first || (at > first && at < history_.size() && kept_[at]);
    };
    const auto touches = history_.touches(access.object);
    if (op::only_seen(access.verb)) {
        // The object's steps are in one order: the first that is left out saw the state.
        const auto left_out = std::find_if(touches.begin(), touches.end(), [&](const Touch& touch) {
            return touch.event == place || !goes_before(touch.event);
        });
        if (left_out == touches.end()) return op::After::Missing;
        const bool announced = event.before < static_cast<int>(left_out->event);
        const bool enabled = nodes_[left_out->event].enabled & bit(event.move.agent);
        return announced && enabled ? op::After::Enabled : op::After::Missing;
    }
    past_.clear();
    past_places_.clear();
    for (const Touch& touch : touches) {
        if (!goes_before(touch.event)) continue;
        const Move move = history_[touch.event].move;
        past_.push_back({touch.access, move.agent, move.way});
        past_places_.push_back(touch.event);
    }
    holders_.clear();
    return op::after(access, event.move.agent, past_, holders_);
}

bool Dpor::leave_out(std::size_t first, const Event& event, std::size_t holder) {
    if (holder < first || history_.forced(holder, event)) return false;
    for (std::size_t place = holder; place < history_.size(); ++place)
        if (history_.before(holder, place)) kept_[place] = 0;
    return true;
}

// Adds the wakeup sequence to the tree at the race's first step. Returns how many steps the execution
// must share with a later one for the sequence to be covered there too, whatever comes after them.
std::size_t Dpor::add(const Race& race, const Event& event, std::size_t place) {
    const Move move{event.move.agent, race.way};
    if (const std::size_t covered = covered_by_initial(race, move, event, place)) return covered;
    sequence_.clear();
    for (std::size_t at = race.first + 1; at < history_.size(); ++at)
        if (kept_[at]) sequence_.push_back({history_[at].move, &history_[at].step, at});
    sequence_.push_back({move, &event.step, place, true});
    const Node& node = nodes_[race.first];
    std::size_t seen = place;  // the latest step that the answer rests on
    for (std::size_t i = node.sleep; i < sleep_end(race.first); ++i)
        if (covers(*sleep_[i], race.first, seen)) return seen + 1;
    for (const Branch* done = node.first; done != node.current; done = done->next)
        if (covers(*done, race.first, seen)) return seen + 1;
    const Sequence whole = race.first < common_ ? sequence_ : Sequence();
    Branch** end = &node.current->next;
    behind_.clear();
    while (*end) {
        Branch& branch = **end;
        if (!covers(branch, race.first, seen)) {
            end = &branch.next;
            continue;
        }
        if (branch.leaf) return seen + 1;  // whatever is behind it will be explored
        const auto same = std::find_if(sequence_.begin(), sequence_.end(), [&](const Wake& wake) {
            return wake.move.agent == branch.move.agent;
        });
        if (same == sequence_.end()) {
            seen = history_.size();  // its agent has no step by which to know it again
        } else {
            sequence_.erase(same);
        }
        if (sequence_.empty()) return seen + 1;
        behind_.push_back(&branch);
        end = &branch.child;
    }
    if (race.first < common_ && !frontier_.own(behind_)) {
        claim(race.first, whole, event, place);
        return kNever;
    }
    keep_needed(event, place);
    append(end, race.first);
    return kNever;
}

// Leaves it to whoever joins the parts of the frontier.
void Dpor::claim(std::size_t first, const Sequence& whole, const Event& event, std::size_t place) {
    Claim claim;
    for (std::size_t above = 0; above <= first; ++above)
        claim.at.push_back(nodes_[above].current->move);
    for (const Wake& wake : whole) {
        Claim::Wanted wanted{wake.move, *wake.step, {}, wake.needed};
        for (std::size_t i = static_cast<std::size_t>(&wake - whole.data()); i-- > 0;)
            if (comes_before(whole[i], wake, event, place))
                wanted.after.push_back(static_cast<std::uint32_t>(i));
        claim.sequence.push_back(std::move(wanted));
    }
    frontier_.claim(std::move(claim));
}

void Dpor::append(Branch** end, std::size_t first) {
    BranchPool& pool = first < floor_ ? frontier_.pool() : pool_;
    Branch* begin = nullptr;
    Branch* last = nullptr;
    for (const Wake& wake : sequence_) {
        if (!wake.needed) continue;
        *end = pool.make(wake.move, *wake.step);
        if (last) last->leaf = false;
        last = *end;
        if (!begin) begin = last;
        end = &last->child;
    }
    if (first >= floor_ || !begin) return;
    Frontier::Path path;
    for (std::size_t above = 0; above < first; ++above) path.push_back(nodes_[above].current);
    path.insert(path.end(), behind_.begin(), behind_.end());
    frontier_.add_new_leaves(path, *begin, weight_at(std::max(first + 1, leaf_depth_)));
}

// Whether the branch covers what is left of the sequence; else what is needed against it is marked.
// The answer stays as long as the steps up to `seen` are shared: of those behind it none can be kept
// that conflicts with a branch whose agent has gone on by then.
bool Dpor::covers(const Branch& branch, std::size_t first, std::size_t& seen) {
    Wake* const wake = conflict(branch, sequence_);
    if (wake && wake->move != branch.move) {
        wake->needed = true;
        seen = std::max(seen, wake->place);
        return false;
    }
    if (wake) {
        seen = std::max(seen, wake->place);
        return true;
    }
    const std::size_t next = history_.next_of(branch.move.agent, first);
    const bool gone_on = next < history_.size() && !kept_[next];
    seen = gone_on ? std::max(seen, next) : history_.size();
    return true;
}

// A wakeup sequence need not say more than what tells it from other branches, and what that needs to
// happen: the rest follows, or something else does.
void Dpor::keep_needed(const Event& event, std::size_t place) {
    for (std::size_t i = sequence_.size(); i-- > 0;)
        for (std::size_t later = i + 1; later < sequence_.size() && !sequence_[i].needed; ++later)
            sequence_[i].needed = sequence_[later].needed &&
                                  comes_before(sequence_[i], sequence_[later], event, place);
}

// Whether `later` needs that `wake` has happened. `event` is the sequence's last step.
bool Dpor::comes_before(const Wake& wake, const Wake& later, const Event& event,
                        std::size_t place) const {
    if (later.place != place) return history_.before(wake.place, later.place);
    return history_.forced(wake.place, event) || op::dependent(*wake.step, event.step) ||
           history_.brings(wake.place, event.step);
}

std::size_t Dpor::sleep_end(std::size_t place) const {
    return place + 1 < nodes_.size() ? nodes_[place + 1].sleep : sleep_.size();
}

// The cheap answer to most: what is asleep, done or waiting as a leaf is the first step of the
// sequence, or can be. That stays so in every execution that shares the steps up to there.
std::size_t Dpor::covered_by_initial(const Race& race, Move move, const Event& event,
                                     std::size_t place) const {
    const auto covers = [&](const Branch& branch) -> std::size_t {
        if (branch.move.agent == move.agent)
            return branch.move == move && is_initial(race, event) ? place + 1 : 0;
        const std::size_t next = history_.next_of(branch.move.agent, race.first);
        const bool first = next < history_.size() && kept_[next] &&
                           history_[next].move == branch.move &&
                           history_[next].latest < static_cast<int>(race.first);
        return first ? std::max(next, place) + 1 : 0;
    };
    const Node& node = nodes_[race.first];
    for (std::size_t i = node.sleep; i < sleep_end(race.first); ++i)
        if (const std::size_t covered = covers(*sleep_[i])) return covered;
    for (const Branch* branch = node.first; branch; branch = branch->next) {
        if (branch == node.current) continue;
        if (!branch->leaf) return 0;  // the sequence may belong behind it
        if (const std::size_t covered = covers(*branch)) return covered;
    }
    return 0;
}

// Whether nothing that is kept must come before it.
bool Dpor::is_initial(const Race& race, const Event& event) const {
    for (std::size_t at = race.first + 1; at < history_.size(); ++at)
        if (kept_[at] &&
            (history_.forced(at, event) || op::dependent(history_[at].step, event.step) ||
             history_.brings(at, event.step)))
            return false;
    return true;
}

}  // namespace impasse::explore
