// The races of a complete execution: what could as well have gone the other way.
#include <algorithm>

#include "harness/explore/dpor.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::explore {

// Optimal-DPOR, JACM'17, algorithm 2, lines 3-7. A step that is blocked for ever races as well: had
// it come first, it would have happened. A step that was in the execution before has the races that
// it had; those are passed over whose wakeup sequences are covered whatever comes after.
void Dpor::reverse_races() {
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
    if (place < beginning_.size()) return;
    Node& node = nodes_[place];
    if (node.all_ways & bit(event.move.agent)) return;
    const unsigned least = history_.least_way(event.elder, event.step);
    for (unsigned way = least; way < event.ways; ++way) {
        if (way == event.move.way) continue;
        races_[place].push_back({static_cast<unsigned>(place), static_cast<std::uint16_t>(way)});
        reverse(races_[place].back(), event, place);
    }
    if (place < floor_) return;  // others read its list
    unsigned branches = 0;
    for (const Branch* branch = node.first; branch; branch = branch->next)
        branches += branch->move.agent == event.move.agent;
    if (branches == event.ways - least) node.all_ways |= bit(event.move.agent);
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
    const Reversed reversed{race.first, event, place, {event.move.agent, race.way}};
    if (race.first < beginning_.size()) {  // the other order does not begin so
        race.covered = 0;
        return true;
    }
    history_.not_after(race.first, kept_);  // notdep(e, E) of the paper
    if (race.first != place && !possible(reversed)) return false;
    if (race.first >= floor_) {
        race.covered = add(reversed);
    } else {
        const std::lock_guard lock(frontier_.mutex());
        race.covered = add(reversed);
    }
    return true;
}

// Whether the step is enabled before `first`, behind what is kept. Locks that are held there by kept
// steps are left out with all that happens after them: then as much is kept as lets it happen.
bool Dpor::possible(const Reversed& reversed) {
    // Before the step that drops its agent, which then goes on.
    if (dropped_ > reversed.first && dropped_ < history_.size() && kept_.has(dropped_) &&
        !leave_out(reversed, dropped_))
        return false;
    if (seen_at(reversed))
        return (nodes_[reversed.first].enabled & bit(reversed.event.move.agent)) != 0;
    for (bool again = true; again;) {
        again = false;
        for (const Access& access : reversed.event.step) {
            if (!op::may_block(access.verb)) continue;
            switch (allows(reversed, access)) {
                case op::After::Enabled:
                    break;
                case op::After::Missing:
                    return false;
                case op::After::Held:
                    for (const std::size_t holder : holders_)
                        if (!leave_out(reversed, past_places_[holder])) return false;
                    again = true;
                    break;
            }
        }
    }
    return true;
}

// Whether the state before `first` is known to say whether the step is enabled: it was announced then,
// and nothing that is kept touches what it is about.
bool Dpor::seen_at(const Reversed& reversed) const {
    if (reversed.event.announced() >= static_cast<int>(reversed.first)) return false;
    for (const Access& access : reversed.event.step) {
        const auto touches = history_.touches(access.object);
        for (std::size_t i = touches.size(); i-- > 0 && touches[i].event > reversed.first;)
            if (kept_.has(touches[i].event)) return false;
    }
    return true;
}

op::After Dpor::allows(const Reversed& reversed, const Access& access) {
    const auto goes_before = [&](std::size_t at) {
        return at < reversed.first || (at > reversed.first && kept_.has(at));
    };
    const AgentId agent = reversed.event.move.agent;
    const auto touches = history_.touches(access.object);
    if (op::only_seen(access.verb)) {
        // The object's steps are in one order: the first that is left out saw the state.
        const auto left_out = std::find_if(touches.begin(), touches.end(), [&](const Touch& touch) {
            return touch.event == reversed.place || !goes_before(touch.event);
        });
        if (left_out == touches.end()) return op::After::Missing;
        const bool announced = reversed.event.announced() < static_cast<int>(left_out->event);
        const bool enabled = nodes_[left_out->event].enabled & bit(agent);
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
    return op::after(access, agent, past_, holders_);
}

bool Dpor::leave_out(const Reversed& reversed, std::size_t holder) {
    if (holder < reversed.first || history_.forced(holder, reversed.event)) return false;
    history_.remove_after(holder, kept_);
    return true;
}

}  // namespace impasse::explore
