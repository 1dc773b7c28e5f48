// What is still to explore: the upper part of the exploration tree, shared by those who explore it.
//
// A branch that ends a wakeup sequence is a leaf: whatever sleeps before the sequence is awake behind
// it, so all that is behind it is explored by whoever takes the leaf, with no need to know of others.
// Races found there may add leaves further up; that is done here, under the lock, in the order in
// which a single explorer would see its siblings. So any number of explorers come to the same traces,
// each once. Memory: the shared branches, which are as many as were handed out, and their siblings.
//
// A frontier that was split has branches of several parts (split.hpp). A part explores what is
// behind its own, and adds there. What it finds for the lists above them it claims, and leaves
// alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "harness/explore/claim.hpp"
#include "harness/explore/wakeup_tree.hpp"

namespace impasse::explore {

class Frontier {
  public:
    // The branches from the root to a leaf. The empty path is the whole exploration.
    using Path = std::vector<Branch*>;
    // `weight` is its share of the whole, as far as can be told: that of its state, divided evenly.
    struct Leaf {
        Path path;
        double weight = 1;
    };

    // A branch of the shared part, by value.
    struct Saved {
        Move move;
        std::vector<Access> accesses;
        bool leaf = true;
        bool left = false;   // a leaf that nobody has explored
        unsigned share = 0;  // the part that explores all that is left there; 0: all do, or none
        std::vector<Saved> behind;
    };

    // A part that has as many claims stops: once they are joined, one short sequence covers many.
    static constexpr std::size_t kMaxClaims = 2'000;

    Frontier() { leaves_.push_back({{}, 1}); }
    // Of a part, if it has a number, with what it has claimed so far.
    explicit Frontier(const std::vector<Saved>& saved, unsigned part = 0, Claims claims = {});
    Frontier(const Frontier&) = delete;
    Frontier& operator=(const Frontier&) = delete;

    // The next leaf, for one explorer; waits while others may still add some. Nothing: all is
    // explored, or stopped.
    std::optional<Leaf> take();
    // What an explorer had taken, and not shared, is explored (or given back, then nothing is).
    void finished(double weight);
    // From now on take() returns nothing. What is left can be saved.
    void stop();
    bool stopped() const { return stopped_.load(std::memory_order_relaxed); }

    // Someone waits, and there is nothing to take: whoever has branches to give should.
    bool wanted() const { return wanted_.load(std::memory_order_relaxed); }

    // With the lock: the leaves of this branch, whose path is given, can be taken.
    void add_leaves(Path& path, Branch& branch, double weight);
    // The same for a branch that nobody had known of.
    void add_new_leaves(Path& path, Branch& branch, double weight);
    // With the lock: somebody else is to add this sequence, or we once the parts are joined.
    void claim(Claim claim);
    const Claims& claims() const { return claims_; }
    // Into a frontier that nobody explores yet: as if an explorer had found it. Throws UsageError
    // where it does not fit.
    void insert(const Claim& claim);
    // How many of the lists on this way, from the first on, other parts add to as well.
    std::size_t common(const Path& path) const;
    // Whether what is behind one of these branches is for this part alone.
    bool own(const Path& branches) const;
    std::mutex& mutex() { return mutex_; }
    // The first branches, in order.
    Branch*& root() { return root_; }
    BranchPool& pool() { return pool_; }

    // The share of the whole that is explored, with what is under way: each explorer has one such part.
    double explored();
    void under_way(const std::atomic<double>& part) { parts_.push_back(&part); }

    std::size_t left() const { return leaves_.size(); }
    // What is left, once nobody explores any more, with the branches beside it that are explored.
    // Empty: nothing was begun.
    std::vector<Saved> save() const;

  private:
    using Leaves = std::set<const Branch*>;  // only asked, never iterated

    std::vector<Saved> save(const Branch* first, const Leaves& left) const;
    Branch* restore(const std::vector<Saved>& saved, Path& path, double weight, bool own);
    bool is_own(const Branch* branch) const;
    static bool any_left(const std::vector<Saved>& list);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Leaf> leaves_;
    double known_ = 1;  // weight of all leaves that were ever known
    double done_ = 0;   // weight of what is explored
    std::vector<const std::atomic<double>*> parts_;
    unsigned busy_ = 0;
    unsigned waiting_ = 0;
    std::atomic<bool> wanted_ = false;
    std::atomic<bool> stopped_ = false;
    Branch* root_ = nullptr;
    BranchPool pool_;

    unsigned part_ = 0;                         // 0: this is no part
    std::map<const Branch*, unsigned> shares_;  // only asked
    Leaves elsewhere_;                          // leaves of other parts
    Claims claims_;
};

}  // namespace impasse::explore
