// A frontier for several explorers that do not talk to each other, and what they bring back as one.
//
// Each part has the whole tree, so that what sleeps behind a branch is the same in every part; and
// it has branches that are its own, all that is left behind them. Parts have neighbours in the
// order of the tree: then few lists have branches of several parts, and those are old ones, near
// the root, where most of what is found is there already.
#pragma once

#include <vector>

#include "harness/explore/frontier.hpp"

namespace impasse::explore {

using Tree = std::vector<Frontier::Saved>;

// Says of each branch that is left in which of so many parts it is explored. They are about as
// large, as far as can be told; some have nothing where there are fewer branches than parts.
void share_out(Tree& tree, unsigned parts);

// How many branches are left: in all, or in one part.
std::size_t left_in(const Tree& tree);
std::size_t left_in(const Tree& tree, unsigned part);

// The trees of all parts, in order, as one, with what they claim. Throws UsageError where they are
// not parts of one tree.
Tree join(const std::vector<const Tree*>& parts, const std::vector<Claim>& claims);

}  // namespace impasse::explore
