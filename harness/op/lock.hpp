// A lock with one writer or many readers: mutexes, reader-writer locks, the shards of a DashMap.
//
// Modelled as one blocking acquisition under fairness. Where a writer that waits keeps others out
// (Preference), its acquisition is two steps: it claims the lock, which takes it if it is free, and
// then waits for its holders. What a preference starves is a hazard, not explored.
#pragma once

#include "harness/op/holders.hpp"
#include "harness/op/object.hpp"

namespace impasse::op {

// A guard that is alive: who took it, what it is called, where.
struct Hold {
    unsigned number = 0;  // of this lock; from 1
    AgentId agent = kNoAgent;
    const void* stack = nullptr;  // the future (or agent body) on whose stack it was taken
    Mode mode = Mode::Write;
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

    // Who has ever had it.
    AgentSet writers() const { return writers_; }
    AgentSet readers() const { return readers_; }

    bool free() const { return holders_.free(); }
    bool has(Mode mode) const { return holders_.has(mode); }
    bool allows(const Access& access) const { return holders_.allows(access); }

    // Returns the hold's number.
    unsigned acquire(Hold hold) {
        changed();
        (hold.mode == Mode::Write ? writers_ : readers_) |= bit(hold.agent);
        hold.number = ++taken_;
        holders_.hold(hold);
        return hold.number;
    }
    // The agent keeps others out, and waits for those who hold it.
    void claim(const Hold& hold) {
        changed();
        holders_.claim(hold);
    }
    // The guard moved: the hold is this agent's and stack's now. Returns whose it was.
    AgentId hand_on(unsigned number, AgentId agent, const void* stack);
    // Takes away the hold of that number; without one (0) the latest hold of that mode that `agent` has, or
    // else anybody's. Returns whose it was.
    AgentId release(AgentId agent, Mode mode, unsigned number = 0);
    // The writer, or the upgradable reader, goes on as something less; nobody gets in between.
    void downgrade(Mode to, const char* guard);
    // A future ended: the guards that it hands on now live on the stack of whoever polled it.
    void restack(const void* from, const void* to);
    Holders<Hold>::List& holds() { return holders_.held(); }
    const Holders<Hold>::List& holds() const { return holders_.held(); }

  private:
    Holders<Hold> holders_;
    unsigned taken_ = 0;
    AgentSet writers_ = 0;
    AgentSet readers_ = 0;
};

// Two operations on the same lock: are they dependent?
bool lock_dependent(Verb a, Verb b);

}  // namespace impasse::op
