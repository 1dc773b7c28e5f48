#include "harness/explore/claim.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "harness/op/dependence.hpp"

namespace impasse::explore {

namespace {

bool less(const Move& a, const Move& b) {
    return std::tie(a.agent, a.way) < std::tie(b.agent, b.way);
}

bool contains(const std::vector<std::uint32_t>& places, std::size_t place) {
    return std::find(places.begin(), places.end(), place) != places.end();
}

std::vector<std::vector<std::uint32_t>> afters(const std::vector<Claim::Wanted>& sequence) {
    std::vector<std::vector<std::uint32_t>> all;
    for (const Claim::Wanted& wanted : sequence) all.push_back(wanted.after);
    return all;
}

// As Dpor::conflict(), for a sequence whose execution is gone.
Wake* conflict(const Branch& branch, Sequence& sequence) {
    for (Wake& wake : sequence)
        if (wake.move.agent == branch.move.agent || op::dependent(*wake.step, branch.step))
            return &wake;
    return nullptr;
}

}  // namespace

void Claim::normalise() {
    const std::vector<std::vector<std::uint32_t>> all = afters(sequence);
    for (std::size_t place = 0; place < sequence.size(); ++place)
        std::erase_if(sequence[place].after, [&](std::uint32_t before) {
            return std::any_of(all[place].begin(), all[place].end(), [&](std::uint32_t between) {
                return contains(all[between], before);
            });
        });
    constexpr auto kNotYet = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> moved(sequence.size(), kNotYet);
    const auto can_come = [&](std::size_t place) {
        return moved[place] == kNotYet &&
               std::all_of(sequence[place].after.begin(), sequence[place].after.end(),
                           [&](std::uint32_t before) { return moved[before] != kNotYet; });
    };
    std::vector<Wanted> sorted;
    while (sorted.size() < sequence.size()) {
        std::size_t next = sequence.size();
        for (std::size_t place = 0; place < sequence.size(); ++place)
            if (can_come(place) &&
                (next == sequence.size() || sequence[place].move.agent < sequence[next].move.agent))
                next = place;
        moved[next] = static_cast<std::uint32_t>(sorted.size());
        Wanted wanted = std::move(sequence[next]);
        for (std::uint32_t& before : wanted.after) before = moved[before];
        sorted.push_back(std::move(wanted));
    }
    sequence = std::move(sorted);
}

bool operator<(const Claim& a, const Claim& b) {
    const auto by_move = [](const Claim::Wanted& x, const Claim::Wanted& y) {
        return less(x.move, y.move);
    };
    const auto before = [](const auto& x, const auto& y, const auto& less) {
        return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end(), less);
    };
    if (before(a.at, b.at, less)) return true;
    if (before(b.at, a.at, less)) return false;
    return before(a.sequence, b.sequence, by_move);
}

Branch** follow(Branch& behind, Sequence& sequence, std::vector<Branch*>& passed) {
    Branch** end = &behind.next;
    while (*end) {
        Branch& branch = **end;
        Wake* const wake = conflict(branch, sequence);
        if (wake && wake->move != branch.move) {
            wake->needed = true;
            end = &branch.next;
            continue;
        }
        if (branch.leaf) return nullptr;
        if (wake) sequence.erase(sequence.begin() + (wake - sequence.data()));
        if (sequence.empty()) return nullptr;
        passed.push_back(&branch);
        end = &branch.child;
    }
    return end;
}

void keep_needed(const Claim& claim, Sequence& sequence) {
    for (std::size_t i = sequence.size(); i-- > 0;)
        for (std::size_t later = i + 1; later < sequence.size() && !sequence[i].needed; ++later)
            sequence[i].needed =
                sequence[later].needed &&
                contains(claim.sequence[sequence[later].place].after, sequence[i].place);
    std::erase_if(sequence, [](const Wake& wake) { return !wake.needed; });
}

}  // namespace impasse::explore
