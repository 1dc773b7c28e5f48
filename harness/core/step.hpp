// A step: one visible operation of one agent on one or more objects, known before it runs.
//
// This is the whole of what a strategy may reason with: which objects, what is done to them, and
// (through the families in harness/op) what it depends on. Nothing about primitives or runtimes is
// visible from here.
#pragma once

#include <array>
#include <cstdint>

#include "harness/core/ids.hpp"
#include "harness/core/site.hpp"

namespace impasse {

// Every operation of every family. The family that an operation belongs to, its words and its
// dependence are in harness/op/verb.hpp and the family's own file.
enum class Verb : std::uint8_t {
    // lock
    Lock,
    TryLock,
    Unlock,
    ReadLock,
    TryReadLock,
    ReadUnlock,
    Downgrade,
    Claim,
    ReadLockRecursive,
    TryReadLockRecursive,
    UpgradableLock,
    Upgrade,
    // condition variable
    CondWait,
    CondWake,
    CondNotifyOne,
    CondNotifyAll,
    // atomic
    Load,
    Store,
    ReadModifyWrite,
    StoreAdd,
    // the life of an agent
    Spawn,
    Join,
    // latch
    CountDown,
    LatchWait,
    // worker slot and run queue
    Poll,
    Suspend,
    Schedule,
    FireTimer,
    WakeDeferred,
    PollTimer,
    Enter,
    Leave,
    Shutdown,
    DropTasks,
    JoinWorkers,
    // notify
    NotifiedCreate,
    NotifiedPoll,
    NotifiedDrop,
    NotifyOne,
    NotifyWaiters,
    // channel
    Send,
    Receive,
    CloseSender,
    CloseReceiver,
    SendPoll,
    SendDrop,
    TrySend,
    // semaphore
    AcquirePoll,
    AcquireDrop,
    TryAcquire,
    AddPermits,
    CloseSemaphore,
    // the result of a task
    TaskComplete,
    TaskPoll,
    TaskAbort,
    TaskDetach,
    // thread parking
    Park,
    Unpark,
    // a value that the program under test leaves open
    Choose,
    SelectArm,
    // gives way to others, having looked in vain
    Yield,
    // plain data
    PlainRead,
    PlainWrite,
};
inline constexpr std::size_t kVerbs = static_cast<std::size_t>(Verb::PlainWrite) + 1;

struct Access {
    ObjectId object = kNoObject;
    Verb verb = Verb::Choose;
    std::int32_t argument = 0;
};

inline constexpr std::size_t kMaxAccesses = 3;

struct Step {
    std::array<Access, kMaxAccesses> accesses{};
    std::uint8_t count = 0;
    Location where;

    Step() = default;
    Step(const Location& location, Access first) : count(1), where(location) {
        accesses[0] = first;
    }
    Step(const Location& location, Access first, Access second) : count(2), where(location) {
        accesses[0] = first;
        accesses[1] = second;
    }

    const Access* begin() const { return accesses.data(); }
    const Access* end() const { return accesses.data() + count; }
};

}  // namespace impasse
