// A wakeup sequence that a part of a split frontier found for a list of branches that other parts
// add to as well. Nobody explores it before the parts are joined: then it is inserted behind what
// stands in that list, unless that covers it.
//
// So it is kept whole. What is cut from a sequence, and whether it is covered, depends on the
// branches that it is compared with, and those of the other parts are not known here: a sequence
// that begins another one, even that of a leaf which covers the other one now, says less than the
// other does.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "harness/explore/wakeup_tree.hpp"

namespace impasse::explore {

// A step of a wakeup sequence that is taken from a claim.
struct Wake {
    Move move;
    const Step* step = nullptr;
    std::size_t place = 0;  // in the claim
    bool needed = false;    // it is what tells the sequence from a branch that was passed by
};

using Sequence = std::vector<Wake>;

struct Claim {
    struct Wanted {
        Move move;
        Step step;
        std::vector<std::uint32_t>
            after;            // places in the sequence of steps that must come before it
        bool needed = false;  // tells the sequence from what it was compared with
    };

    // The branches from the root to the one in whose list it belongs, somewhere behind that branch.
    std::vector<Move> at;
    std::vector<Wanted> sequence;

    // Sorts the steps: of all orders of one trace the first, by agent. What must come before a step
    // is said once: not of what must come before that too.
    void normalise();
    // By what of it tells one from another: the place, and the moves.
    friend bool operator<(const Claim& a, const Claim& b);
};

using Claims = std::set<Claim>;

// To follow a claim from the branch behind which it belongs. What the branches cover is taken from
// the sequence; null: all of it, nothing is to be added. Else: where what is left of it is to be
// added.
Branch** follow(Branch& behind, Sequence& sequence, std::vector<Branch*>& passed);

// Keeps of a claim's sequence what tells it from other branches, and what that needs to happen.
void keep_needed(const Claim& claim, Sequence& sequence);

}  // namespace impasse::explore
