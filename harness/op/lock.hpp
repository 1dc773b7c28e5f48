// A lock with one writer or many readers: mutexes, shared mutexes and the shards of a DashMap.
//
// Modelled as one blocking acquisition under fairness. Readers ignore waiting writers
// (reader-preferring), as dashmap's and most std::shared_mutex implementations may: what that
// starves is a hazard, not explored.
#pragma once

#include <boost/container/small_vector.hpp>

#include "harness/op/object.hpp"

namespace impasse::op {

// A guard that is alive: who took it, what it is called, where.
struct Hold {
    unsigned number = 0;  // of this lock; from 1
    AgentId agent = kNoAgent;
    const void* stack = nullptr;  // the future (or agent body) on whose stack it was taken
    bool exclusive = false;
    const char* guard = "lock";
    Location where;
    bool across_await = false;  // its future suspended while it was alive, last here:
    Location awaited_at{};
};

class Lock final : public Object {
  public:
    using Object::Object;

    unsigned ways(const Access& access, AgentId agent) const override;
    void blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const override;
    std::string state() const override;

    bool free() const { return holds_.empty(); }
    bool written() const { return !holds_.empty() && holds_.front().exclusive; }
    bool can(bool exclusive) const { return exclusive ? free() : !written(); }

    // Returns the hold's number.
    unsigned acquire(Hold hold) {
        hold.number = ++taken_;
        holds_.push_back(hold);
        return hold.number;
    }
    // The guard moved: the hold is this agent's and stack's now. Returns whose it was.
    AgentId hand_on(unsigned number, AgentId agent, const void* stack);
    // Takes away the hold of that number; without one (0) the latest hold of that mode that `agent` has, or
    // else anybody's. Returns whose it was.
    AgentId release(AgentId agent, bool exclusive, unsigned number = 0);
    // The writer becomes a reader in one step; nobody gets in between.
    void downgrade(const char* guard);
    // A future ended: the guards that it hands on now live on the stack of whoever polled it.
    void restack(const void* from, const void* to);
    boost::container::small_vector<Hold, 2>& holds() { return holds_; }
    const boost::container::small_vector<Hold, 2>& holds() const { return holds_; }

  private:
    boost::container::small_vector<Hold, 2> holds_;
    unsigned taken_ = 0;
};

// Two operations on the same lock: are they dependent?
bool lock_dependent(Verb a, Verb b);

}  // namespace impasse::op
