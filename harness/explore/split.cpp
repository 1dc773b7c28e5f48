#include "harness/explore/split.hpp"

#include <algorithm>
#include <utility>

#include "harness/core/usage_error.hpp"

namespace impasse::explore {

namespace {

using Saved = Frontier::Saved;

struct Leaf {
    Saved* branch;
    double weight;  // of the whole; each state's is divided evenly
};

void collect(Tree& tree, double weight, std::vector<Leaf>& leaves) {
    for (Saved& branch : tree) {
        const double share = weight / static_cast<double>(tree.size());
        branch.share = 0;
        if (branch.left) leaves.push_back({&branch, share});
        collect(branch.behind, share, leaves);
    }
}

// The part that has all that is left there; 0: none, or several.
struct Owner {
    bool any = false;
    unsigned part = 0;

    void add(const Owner& other) {
        if (!other.any) return;
        part = !any || part == other.part ? other.part : 0;
        any = true;
    }
};

Owner owner_of(const Saved& branch) {
    Owner owner;
    if (branch.left) owner.add({true, branch.share});
    for (const Saved& behind : branch.behind) owner.add(owner_of(behind));
    return owner;
}

void clear(Tree& tree) {
    for (Saved& branch : tree) {
        branch.share = 0;
        clear(branch.behind);
    }
}

// A part owns the highest branches behind which all that is left is its own.
void raise(Tree& tree) {
    for (Saved& branch : tree) {
        const unsigned part = owner_of(branch).part;
        if (part == 0) {
            raise(branch.behind);
        } else {
            clear(branch.behind);
            branch.share = part;
        }
    }
}

bool same(const Saved& a, const Saved& b) {
    const auto same_access = [](const Access& x, const Access& y) {
        return x.object == y.object && x.verb == y.verb;
    };
    return a.move == b.move && a.share == b.share && a.leaf == b.leaf &&
           std::equal(a.accesses.begin(), a.accesses.end(), b.accesses.begin(), b.accesses.end(),
                      same_access);
}

[[noreturn]] void do_not_fit() { throw UsageError("the parts are not parts of one frontier"); }

// Of each branch, what its part has made of it.
Tree joined(const std::vector<const Tree*>& parts) {
    Tree tree;
    for (std::size_t i = 0; i < parts.front()->size(); ++i) {
        std::vector<const Tree*> behind;
        const Saved& first = (*parts.front())[i];
        for (const Tree* part : parts) {
            if (part->size() != parts.front()->size() || !same((*part)[i], first)) do_not_fit();
            behind.push_back(&(*part)[i].behind);
        }
        if (first.share > parts.size() || (first.share == 0 && first.left)) do_not_fit();
        if (first.share > 0) {
            tree.push_back((*parts[first.share - 1])[i]);
            tree.back().share = 0;
        } else {
            tree.push_back({first.move, first.accesses, first.leaf, false, 0, joined(behind)});
        }
    }
    return tree;
}

}  // namespace

void share_out(Tree& tree, unsigned parts) {
    std::vector<Leaf> leaves;
    collect(tree, 1, leaves);
    double all = 0;
    for (const Leaf& leaf : leaves) all += leaf.weight;
    double given = 0;
    unsigned part = 1;
    std::size_t in_part = 0;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const bool full = given + leaves[i].weight / 2 > all * part / parts;
        const bool one_each = leaves.size() - i <= parts - part;
        if (part < parts && in_part > 0 && (full || one_each)) {
            ++part;
            in_part = 0;
        }
        leaves[i].branch->share = part;
        given += leaves[i].weight;
        ++in_part;
    }
    raise(tree);
}

std::size_t left_in(const Tree& tree) {
    std::size_t left = 0;
    for (const Saved& branch : tree) left += branch.left + left_in(branch.behind);
    return left;
}

std::size_t left_in(const Tree& tree, unsigned part) {
    std::size_t left = 0;
    for (const Saved& branch : tree)
        left += branch.share == part ? branch.left + left_in(branch.behind)
                                     : left_in(branch.behind, part);
    return left;
}

Tree join(const std::vector<const Tree*>& parts, const std::vector<Claim>& claims) {
    Frontier frontier(joined(parts));
    for (const Claim& claim : claims) frontier.insert(claim);
    return frontier.save();
}

}  // namespace impasse::explore
