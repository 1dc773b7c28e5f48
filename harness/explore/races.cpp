// The races of a complete execution, and the wakeup sequences that reverse them.
#include <algorithm>

#include "harness/explore/dpor.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::explore {

// Optimal-DPOR, JACM'17, algorithm 2, lines 3-7. A step that is blocked for ever races as well: had
// it come first, it would have happened.
void Dpor::reverse_races() {
    kept_.assign(history_.size(), 0);
    find_settled();
    for (std::size_t place = 0; place < history_.size(); ++place) {
        reverse_races_of(history_[place], place);
        if (history_[place].ways > 1 && !settled_[place]) take_other_ways(place);
    }
    for (const Event& blocked : stuck_) reverse_races_of(blocked, history_.size());
}

// A race of two steps that were in the execution before is reversed again only if its wakeup sequence
// is another one now: if some step that is not shared, then or now, does not happen after its first.
void Dpor::find_settled() {
    last_open_.resize(history_.size(), 0);
    settled_.assign(history_.size(), 0);
    if (reversed_.size() <= history_.size()) reversed_.resize(history_.size() + 1);
    for (std::size_t place = shared_; place <= history_.size(); ++place) reversed_[place].clear();
    const auto last_open = [&](std::size_t place) {
        std::size_t end = history_.size();
        while (end > place + 1 && history_.before(place, end - 1)) --end;
        return end > place + 1 ? end - 1 : 0;
    };
    for (std::size_t place = 0; place < history_.size(); ++place) {
        const bool was_settled = place < shared_ && last_open_[place] < shared_;
        last_open_[place] = last_open(place);
        settled_[place] = was_settled && last_open_[place] < shared_;
    }
}

bool Dpor::reversed_before(std::size_t first, std::size_t place) const {
    return std::find(reversed_[place].begin(), reversed_[place].end(), first) !=
           reversed_[place].end();
}

// For each object, the latest step that could as well come after `event`; on the way there, those
// that cannot: an unlock that the event waited for, say. What happens before one that was found
// races in the execution in which that one is reversed.
void Dpor::reverse_races_of(const Event& event, std::size_t place) {
    for (const Access& access : event.step) {
        const auto touches = history_.touches(access.object);
        for (std::size_t i = touches.size(); i-- > 0;) {
            const Touch& touch = touches[i];
            if (touch.event >= place || touch.followed) continue;
            if (!op::dependent(touch.access, access)) continue;
            const bool all = op::orders_all(touch.access.verb);
            if (history_.forced(touch.event, event)) {
                if (all) break;
                continue;
            }
            const bool known = reversed_before(touch.event, place);
            const bool done = place < shared_ && settled_[touch.event];
            const bool reversed = done ? known : reverse(touch.event, event, place);
            if (reversed && !known) reversed_[place].push_back(touch.event);
            if (reversed && all) break;
        }
    }
}

// A way not taken conflicts with the one that was: they are steps of one agent.
void Dpor::take_other_ways(std::size_t place) {
    const Event& event = history_[place];
    for (unsigned way = 0; way < event.ways; ++way) {
        if (way == event.move.way) continue;
        mark_not_after(place);
        add(place, {event.move.agent, static_cast<std::uint16_t>(way)}, event.step);
    }
}

// Explores `event` before step `first`. False: it is not possible there.
bool Dpor::reverse(std::size_t first, const Event& event, std::size_t place) {
    mark_not_after(first);
    if (!possible(first, event, place)) return false;
    add(first, {event.move.agent, 0}, event.step);
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

void Dpor::add(std::size_t first, Move move, const Step& step) {
    sequence_.clear();
    for (std::size_t place = first + 1; place < history_.size(); ++place)
        if (kept_[place]) sequence_.push_back({history_[place].move, &history_[place].step});
    sequence_.push_back({move, &step});
    Node& node = nodes_[first];
    const std::size_t end = first + 1 < nodes_.size() ? nodes_[first + 1].sleep : sleep_.size();
    for (std::size_t i = node.sleep; i < end; ++i)
        if (weak_initial(*sleep_[i], sequence_)) return;
    for (const Branch* done = node.first; done != node.current; done = done->next)
        if (weak_initial(*done, sequence_)) return;
    insert(node.current->next, sequence_, pool_);
}

}  // namespace impasse::explore
