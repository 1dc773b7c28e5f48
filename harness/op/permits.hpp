// A counted resource with a fair queue: tokio's batch_semaphore, as an object of the wait-for graph.
// Semaphore, Mutex, RwLock and bounded channels stand on it (harness/rt/semaphore.hpp).
//
// Facts (tokio 1.35.1, sync/batch_semaphore.rs). A waiter queues by its first poll and takes at once
// what there is of what it wants (poll_acquire, 396-405, 462, 490). What is given back goes to the
// longest waiter, also in part, and to the next one only when that has all; what is left then can be
// had without waiting (add_permits_locked, 305-369). So nobody overtakes a waiter, and a semaphore
// with a waiter has nothing left. Closing wakes all who wait; they fail (252-257, 392, 449).
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "harness/op/object.hpp"

namespace impasse::op {

class Permits final : public Object {
  public:
    // Somebody who has some, or to whom some were assigned and who has not run since.
    struct Hold {
        unsigned number = 0;  // of this object; from 1
        AgentId agent = kNoAgent;
        unsigned count = 0;
        const char* as = "permit";  // "MutexGuard"
        Location where;
        bool taken = true;
    };
    struct Waiter {
        AgentId agent = kNoAgent;  // who polled it last
        unsigned wanted = 0;
        unsigned missing = 0;  // what it still has to get; 0: it is not in the queue any more
        unsigned hold = 0;     // what was assigned to it, once it has all
        bool queued = false;   // it was Pending, and has not succeeded since
        const char* as = "permit";
        Location where;
    };

    Permits(Name name, unsigned count) : Object(name), total_(count), free_(count) {}

    // Each waits for who is before it in the queue, the first one for those who have some: one of them
    // might do, where there are several. Who is not in the queue (a receiver) waits for those too.
    void blockers(const Access& access, AgentId agent, std::vector<Blocker>& out) const override;
    std::string state() const override;
    // What stands before that in its state.
    void show(std::string value) { shown_ = std::move(value); }

    bool closed() const { return closed_; }
    unsigned free() const { return free_; }
    unsigned waiting() const { return static_cast<unsigned>(queue_.size()); }
    // As many as there were in the beginning: nobody has any.
    bool idle() const { return free_ == total_; }

    enum class Polled : unsigned char { Pending, Acquired, Closed };
    Polled poll(Waiter& waiter);
    // A waiter that was Pending and is dropped: what it had got goes on. Returns who has all now.
    std::vector<Waiter*> drop(Waiter& waiter);
    // Returns the number of the hold; 0: closed, or not enough.
    unsigned try_acquire(AgentId agent, unsigned count, const char* as, const Location& where);
    std::vector<Waiter*> add(unsigned count);
    // A hold ends; its permits are gone with it until somebody adds some.
    void forget(unsigned hold);
    void hand_on(unsigned hold, AgentId agent);
    // It holds fewer, as another kind of guard.
    void shrink(unsigned hold, unsigned count, const char* as);
    // Who waited, the longest first.
    std::vector<Waiter*> close();

    // Who takes from the channel what was sent, as far as is known: those who wait wait for it.
    void served_by(AgentId agent, const Location& where) { server_ = {agent, "Receiver", where}; }

  private:
    unsigned hold(AgentId agent, unsigned count, const char* as, const Location& where, bool taken);
    Hold* find(unsigned number);

    unsigned total_;
    unsigned free_;  // never above 0 while somebody is in the queue
    bool closed_ = false;
    std::deque<Waiter*> queue_;
    std::vector<Hold> holds_;
    unsigned held_ = 0;
    Blocker server_;
    std::string shown_;
};

}  // namespace impasse::op
