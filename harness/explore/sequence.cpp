// The wakeup sequence that reverses a race, and where it belongs in the tree at the race's first step.
#include <algorithm>

#include "harness/explore/dpor.hpp"
#include "harness/op/dependence.hpp"

namespace impasse::explore {

// Adds the sequence unless it is covered. Returns how many steps the execution must share with a later
// one for the sequence to be covered there too, whatever comes after them.
std::size_t Dpor::add(const Reversed& reversed) {
    if (const std::size_t covered = covered_by_initial(reversed)) return covered;
    gone_.reset(history_.words());
    needed_.reset(history_.words());
    last_gone_ = false;
    const Node& node = nodes_[reversed.first];
    std::size_t seen = reversed.place;  // the latest step that the answer rests on
    for (std::size_t i = node.sleep; i < sleep_end(reversed.first); ++i)
        if (covers(*sleep_[i], reversed, seen)) return seen + 1;
    for (const Branch* done = node.first; done != node.current; done = done->next)
        if (covers(*done, reversed, seen)) return seen + 1;
    const bool common = reversed.first < common_;
    const Places whole = common ? kept_ : Places();
    const Places needed = common ? needed_ : Places();
    Branch** end = &node.current->next;
    behind_.clear();
    while (*end) {
        Branch& branch = **end;
        if (!covers(branch, reversed, seen)) {
            end = &branch.next;
            continue;
        }
        if (branch.leaf) return seen + 1;  // whatever is behind it will be explored
        const std::size_t same = conflict(branch, reversed);
        if (same == kNever) {
            seen = history_.size();  // its agent has no step by which to know it again
        } else if (same == kReversed) {
            last_gone_ = true;
        } else {
            gone_.add(same);
            kept_.remove(same);
            needed_.remove(same);
        }
        if (last_gone_ && kept_.none()) return seen + 1;
        behind_.push_back(&branch);
        end = &branch.child;
    }
    if (common && !frontier_.own(behind_)) {
        claim(reversed, whole, needed);
        return kNever;
    }
    keep_needed(reversed);
    insert(end, reversed);
    return kNever;
}

// Leaves it to whoever joins the parts of the frontier.
void Dpor::claim(const Reversed& reversed, const Places& whole, const Places& needed) {
    Claim claim;
    for (std::size_t above = 0; above <= reversed.first; ++above)
        claim.at.push_back(nodes_[above].current->move);
    std::vector<std::size_t> places;
    const auto add = [&](Move move, const Step& step, bool is_needed, const auto& after) {
        Claim::Wanted wanted{move, step, {}, is_needed};
        for (std::uint32_t i = 0; i < places.size(); ++i)
            if (after(places[i])) wanted.after.push_back(i);
        claim.sequence.push_back(std::move(wanted));
    };
    whole.each([&](std::size_t place) {
        add(history_[place].move, history_[place].step, needed.has(place),
            [&](std::size_t earlier) { return history_.before(earlier, place); });
        places.push_back(place);
    });
    add(reversed.move, reversed.event.step, true,
        [&](std::size_t earlier) { return comes_before(earlier, reversed.event); });
    frontier_.claim(std::move(claim));
}

std::size_t Dpor::sleep_end(std::size_t place) const {
    return place + 1 < nodes_.size() ? nodes_[place + 1].sleep : sleep_.size();
}

// The cheap answer to most: what is asleep, done or waiting as a leaf is the first step of the
// sequence, or can be. That stays so in every execution that shares the steps up to there.
std::size_t Dpor::covered_by_initial(const Reversed& reversed) const {
    const auto covers = [&](const Branch& branch) -> std::size_t {
        if (branch.move.agent == reversed.move.agent)
            return branch.move == reversed.move && is_initial(reversed) ? reversed.place + 1 : 0;
        const std::size_t next = history_.next_of(branch.move.agent, reversed.first);
        const bool first = next < history_.size() && kept_.has(next) &&
                           history_[next].move == branch.move &&
                           history_[next].latest < static_cast<int>(reversed.first);
        return first ? std::max(next, reversed.place) + 1 : 0;
    };
    const Node& node = nodes_[reversed.first];
    for (std::size_t i = node.sleep; i < sleep_end(reversed.first); ++i)
        if (const std::size_t covered = covers(*sleep_[i])) return covered;
    for (const Branch* branch = node.first; branch; branch = branch->next) {
        if (branch == node.current) continue;
        if (!branch->leaf) return 0;  // the sequence may belong behind it
        if (const std::size_t covered = covers(*branch)) return covered;
    }
    return 0;
}

// Whether nothing that is kept must come before it.
bool Dpor::is_initial(const Reversed& reversed) const {
    const Event& event = reversed.event;
    for (const int needed : {event.before, event.elder})
        if (needed != Event::kNone && history_.any_in_past(static_cast<std::size_t>(needed), kept_))
            return false;
    for (const Access& access : event.step) {
        const auto touches = history_.touches(access.object);
        for (std::size_t i = touches.size(); i-- > 0 && touches[i].event > reversed.first;)
            if (kept_.has(touches[i].event) && op::dependent(touches[i].access, access))
                return false;
    }
    return true;
}

// Whether the branch, explored, asleep or waiting, covers the sequence: its step is a weak initial, in
// the paper's words. Else what is needed against it is marked. The answer stays as long as the steps
// up to `seen` are shared: of those behind it none can be kept that conflicts with a branch whose
// agent has gone on by then.
bool Dpor::covers(const Branch& branch, const Reversed& reversed, std::size_t& seen) {
    const std::size_t at = conflict(branch, reversed);
    if (at == kNever) {
        const std::size_t next = history_.next_of(branch.move.agent, reversed.first);
        const bool gone_on = next < history_.size() && !kept_.has(next) && !gone_.has(next);
        seen = gone_on ? std::max(seen, next) : history_.size();
        return true;
    }
    seen = std::max(seen, at == kReversed ? reversed.place : at);
    if ((at == kReversed ? reversed.move : history_[at].move) == branch.move) return true;
    if (at != kReversed) needed_.add(at);
    return false;
}

// The first step of the sequence that is not independent of beginning with this branch's step. It may
// be that same step, which then can come first; kNever: none, so the branch's step can come first
// too. In all other cases the two exclude each other.
std::size_t Dpor::conflict(const Branch& branch, const Reversed& reversed) const {
    const std::size_t at = std::min(history_.first_of(branch.move.agent, kept_),
                                    history_.first_dependent(branch.step, kept_));
    if (at != kNever || last_gone_) return at;
    const bool excludes =
        branch.move.agent == reversed.move.agent || op::dependent(reversed.event.step, branch.step);
    return excludes ? kReversed : kNever;
}

// A wakeup sequence need not say more than what tells it from other branches, and what that needs to
// happen: the rest follows, or something else does.
void Dpor::keep_needed(const Reversed& reversed) {
    if (!last_gone_)
        kept_.each([&](std::size_t place) {
            if (comes_before(place, reversed.event)) needed_.add(place);
        });
    Places past = needed_;
    needed_.each([&](std::size_t place) { history_.add_past(place, kept_, past); });
    needed_ = past;
}

// Whether the last step of a sequence needs that this one has happened.
bool Dpor::comes_before(std::size_t place, const Event& last) const {
    return history_.forced(place, last) || op::dependent(history_[place].step, last.step) ||
           history_.brings(place, last.step);
}

void Dpor::insert(Branch** end, const Reversed& reversed) {
    const std::size_t first = reversed.first;
    BranchPool& pool = first < floor_ ? frontier_.pool() : pool_;
    Branch* begin = nullptr;
    Branch* last = nullptr;
    const auto append = [&](Move move, const Step& step) {
        *end = pool.make(move, step);
        if (last) last->leaf = false;
        last = *end;
        if (!begin) begin = last;
        end = &last->child;
    };
    needed_.each([&](std::size_t place) { append(history_[place].move, history_[place].step); });
    if (!last_gone_) append(reversed.move, reversed.event.step);
    if (first >= floor_ || !begin) return;
    Frontier::Path path;
    for (std::size_t above = 0; above < first; ++above) path.push_back(nodes_[above].current);
    path.insert(path.end(), behind_.begin(), behind_.end());
    frontier_.add_new_leaves(path, *begin, weight_at(std::max(first + 1, leaf_depth_)));
}

}  // namespace impasse::explore
