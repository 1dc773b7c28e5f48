// A small concurrent program over everything that harness/sync and harness/rt offer: what the
// property test generates, runs under two strategies, shrinks, prints and keeps.
//
// It has no loops, so that plain depth-first search comes to an end. Whatever an agent does with
// what is its own (a lock that it holds, the handle of a thread that it spawned, a sender) is
// looked up when it runs: an `unlock` of what it does not hold does nothing. What agents share is
// checked before (check()). The text form has one line an object and one an agent:
//
//     mutex m0 step
//     atomic x0 0
//     spurious 1
//     main: spawn t1; guard m0 { store x0 1 }; join t1
//     t1: lock m0; load x0; if 1 { unlock m0 }
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace impasse::property {

enum class Kind : std::uint8_t {
    Mutex,
    Shared,
    Atomic,
    Condition,
    Latch,
    Notify,
    Channel,
    Semaphore,
    Bounded,
    Runtime
};
inline constexpr std::size_t kKinds = 10;

enum class Do : std::uint8_t {
    // locks; "try" and "guard" have a body, behind which the lock is released
    Lock,
    Unlock,
    Try,
    Guard,
    Write,
    Unwrite,
    TryWrite,
    WriteGuard,
    Read,
    Unread,
    TryRead,
    ReadGuard,
    Downgrade,
    Recursive,
    TryRecursive,
    UpgradableGuard,
    TryUpgradable,
    Upgrade,  // the innermost upgradable hold, up to the end of its body
    TryUpgrade,
    // atomics; what is read goes into the agent's register
    Load,
    Store,
    StoreNext,  // the register plus one
    FetchAdd,
    StoreAdd,
    Exchange,
    CompareExchange,
    Peek,  // a read without a step, which no program may do: for the test of the test
    // condition variables (waiting needs the mutex), latches
    Wait,
    WakeOne,
    WakeAll,
    CountDown,
    Pass,
    // the agent alone
    If,  // the register has this value
    Choose,
    // threads
    Spawn,
    SpawnAlike,  // several that are interchangeable
    Join,
    // runtimes: driven and dropped by one thread
    BlockOn,
    DropRuntime,
    SpawnOn,  // from outside, before block_on
    SpawnTask,
    Abort,
    // notify and channels
    NotifyOne,
    NotifyWaiters,
    Send,
    CloseSender,
    CloseReceiver,
    // semaphores and bounded channels; "try" has a body, behind which the permit is given back
    TryAcquire,
    AddPermits,
    CloseSemaphore,
    TrySend,
    DropSender,
    DropReceiver,
    // futures: awaited where they stand, or arms of the last three
    Yield,
    Sleep,
    Notified,
    Receive,
    Acquire,  // with a body that has the permit
    SendTo,
    ReceiveFrom,
    Await,
    Async,
    Select,
    SelectBiased,
    JoinBoth,
    // futures::executor::block_on of one future
    Park,
};
inline constexpr std::size_t kOps = static_cast<std::size_t>(Do::Park) + 1;

// What a lock is: its unlocks are steps, or follow; a shared one may keep readers out for a writer
// that waits (sync::Preference).
enum LockKind { kStep, kFollow, kWriters, kClaim };

struct Op {
    Do what = Do::Yield;
    std::array<int, 3> args{};  // numbers of objects and agents, values: as the shape says
    std::vector<Op> body;
    unsigned number = 0;  // in the text, from 1: stands for its source line

    friend bool operator==(const Op& a, const Op& b) {
        return a.what == b.what && a.args == b.args && a.body == b.body;
    }
};

// What follows an operation's word: one letter an argument. An object by its kind's letter, a
// thread (t), a task (k), a number (i).
struct Shape {
    Do what;
    std::string_view word;
    std::string_view args;
    bool body = false;
    bool future = false;
};
const Shape& shape_of(Do what);

using Ops = std::vector<Op>;

struct Agent {
    bool task = false;
    Ops ops;
    friend bool operator==(const Agent&, const Agent&) = default;
};

struct Program {
    // A number an object: what a lock is (kFollow..), an atomic's first value, a condition variable's
    // mutex, a latch's count, a semaphore's permits, a channel's places, a runtime's workers (0:
    // current_thread).
    std::array<std::vector<int>, kKinds> objects;
    std::vector<Agent> agents;  // the first one is main, a thread
    int spurious = 0;           // wakeups that each condition variable allows

    std::vector<int>& of(Kind kind) { return objects[static_cast<std::size_t>(kind)]; }
    const std::vector<int>& of(Kind kind) const { return objects[static_cast<std::size_t>(kind)]; }
    friend bool operator==(const Program&, const Program&) = default;
};

// The kind that a letter of a shape stands for; kKinds: no object.
std::size_t kind_of(char letter);

std::string print(const Program& program);
// Throws UsageError, with the line.
Program parse(std::string_view text);
// Why this is no program that can be run; empty if it is one.
std::string check(const Program& program);
// Numbers the operations in the order of the text.
void number(Program& program);

// Calls visit(op) for each operation, outer ones first.
template <class SomeOps, class Visit>
void each_op(SomeOps& ops, const Visit& visit) {
    for (auto& op : ops) {
        visit(op);
        each_op(op.body, visit);
    }
}

}  // namespace impasse::property
