// What detectors see: who waits for what at the end of one execution, and what went wrong on the
// way. Plain values: valid after the execution is gone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/site.hpp"

namespace impasse::trace {

struct Holder {
    AgentId agent = kNoAgent;
    std::string name;
    std::string as;  // "Ref (read)", "being polled"
    Site where;
};

struct SignalView {
    std::string by;
    unsigned step = 0;     // how many steps the execution had taken
    unsigned reached = 0;  // how many waiters it found
    Site where;
    bool received = false;  // by the agent whose wait this belongs to
};

// One thing that an agent waits for.
struct Wait {
    ObjectId object = kNoObject;
    std::string object_name;
    std::string wants;  // "write lock of shard 0"
    Site where;
    std::vector<Holder> holders;      // all of them must move first; empty: it waits for a signal
    std::vector<SignalView> signals;  // what was sent on the object so far
    unsigned since = 0;               // steps taken when the agent registered for it
    bool firm = false;          // only its holders can let it go on: nobody else can cancel it
    bool notification = false;  // a lost signal is possible here: a notify or a condition variable
    bool serves = false;        // it waits for work, it does not want a result
};

struct AgentView {
    AgentId id = kNoAgent;
    std::string name;
    bool task = false;
    bool finished = false;
    bool any_of = false;  // one of the waits would do (select!); else all are needed
    bool spins = false;   // it looks at what it waits for again and again
    std::vector<Wait> waits;
};

struct PanicView {
    std::string agent;
    std::string message;
    Site where;
    bool aborts = false;  // it happened while unwinding
};

// A wait that the end of its runtime cut off, though nobody had given it up.
struct CutWait {
    std::string agent;
    Wait wait;
    Site dropped_at;
    AgentId by = kNoAgent;  // who dropped it
    AgentId id = kNoAgent;  // the agent's
    AgentSet able = 0;      // tasks of the runtime that could have gone on then
};

// An owner that was dropped while somebody waited for its result ("OnceMap").
struct DroppedOwner {
    std::string owner;
    ObjectId object = kNoObject;
    std::string by;
    unsigned waiters = 0;
    Site where;
    std::string awaited;    // the object's name: "key 0"
    bool in_panic = false;  // by its unwinding
};

// A guard that was alive where its future suspended.
struct HeldAcrossAwait {
    std::string agent;
    std::string object;
    std::string guard;
    Site taken_at;
    Site awaited_at;
    ObjectId lock = kNoObject;
    AgentId id = kNoAgent;  // the agent's
};

// Two locks that two agents took one inside of the other, in opposite orders, so that each could keep
// the other out.
struct LockOrder {
    struct Path {
        std::string agent;
        std::string outer;
        std::string inner;
        Site outer_at;
        Site inner_at;
        friend auto operator<=>(const Path&, const Path&) = default;
    };
    Path one;  // in their order
    Path other;
    friend auto operator<=>(const LockOrder&, const LockOrder&) = default;
};

// What an execution that did not come to its end has come to: the same steps again and again, in which
// everybody who could go on takes part and gives way.
struct GoesRound {
    std::vector<std::string> agents;
    std::vector<std::string> objects;
    std::vector<Site> sites;
    std::size_t steps = 0;  // of a round
    std::size_t lines = 0;
    bool often = false;  // enough of them to say that somebody waits for ever meanwhile
    bool alike = true;  // each as the last one; else they differ in what they make of their objects
    AgentSet who = 0;
    std::set<ObjectId> touched;
};

// A number that the program has measured (harness/sync/measure.hpp).
struct Measured {
    std::string what;
    std::int64_t value = 0;
};

// Two accesses to plain data that nothing orders, one of which writes.
struct RaceView {
    std::string one;  // in the order of their names
    std::string other;
    std::string object;
    Site one_at;
    Site other_at;
    bool one_writes = false;
    bool other_writes = false;
    friend auto operator<=>(const RaceView&, const RaceView&) = default;
};

// A lock whose readers pass a writer that waits: in some execution it was written by each of these, and read by
// two others of those.
struct PassedWriters {
    std::string object;
    std::map<AgentId, std::string> writers;
    std::map<AgentId, std::string> readers;
};

struct Snapshot {
    bool stuck = false;
    bool ran_on = false;                  // cut off by the step budget: somebody could have gone on
    std::optional<GoesRound> goes_round;  // looked for where lines are recorded
    std::vector<AgentView> agents;        // by descent: the same for all executions of a trace
    std::vector<PanicView> panics;
    std::vector<CutWait> cut_waits;  // by who dropped them, in the order of `agents`
    std::vector<DroppedOwner> dropped_owners;
    std::vector<HeldAcrossAwait> held;
    std::vector<LockOrder> lock_orders;
    std::vector<RaceView> races;
    std::vector<std::string> leaked;  // objects that nobody released, though all agents are gone
    unsigned spurious_wakeups = 0;    // that a condition variable allows, at most; not to be judged
    std::vector<Measured> measured;   // not to be judged

    // Nothing of it is to be judged.
    bool quiet() const {
        return !stuck && !ran_on && panics.empty() && cut_waits.empty() && dropped_owners.empty() &&
               held.empty() && lock_orders.empty() && races.empty() && leaked.empty();
    }
    void clear() {
        if (!quiet() || !agents.empty()) *this = {};
        spurious_wakeups = 0;
        measured.clear();
    }
};

}  // namespace impasse::trace
