#include "harness/op/verb.hpp"

#include <array>

#include "harness/core/invariant.hpp"

namespace impasse::op {

namespace {

struct Words {
    Verb verb;
    Family family;
    std::string_view doing;
    std::string_view wanting;
};

constexpr std::array kWords{
    Words{Verb::Lock, Family::Lock, "write-locks", "write lock"},
    Words{Verb::TryLock, Family::Lock, "tries to write-lock", "write lock"},
    Words{Verb::Unlock, Family::Lock, "unlocks", "unlock"},
    Words{Verb::ReadLock, Family::Lock, "read-locks", "read lock"},
    Words{Verb::TryReadLock, Family::Lock, "tries to read-lock", "read lock"},
    Words{Verb::ReadUnlock, Family::Lock, "unlocks (read)", "unlock"},
    Words{Verb::Downgrade, Family::Lock, "downgrades", "downgrade"},
    Words{Verb::Claim, Family::Lock, "asks to write-lock", "write lock"},
    Words{Verb::ReadLockRecursive, Family::Lock, "read-locks (recursive)", "read lock"},
    Words{Verb::TryReadLockRecursive, Family::Lock, "tries to read-lock (recursive)", "read lock"},
    Words{Verb::UpgradableLock, Family::Lock, "read-locks (upgradable)", "upgradable read lock"},
    Words{Verb::Upgrade, Family::Lock, "upgrades", "write lock"},
    Words{Verb::CondWait, Family::Condition, "starts to wait on", "wait"},
    Words{Verb::CondWake, Family::Condition, "wakes up from", "notification"},
    Words{Verb::CondNotifyOne, Family::Condition, "notifies one waiter of", "notify"},
    Words{Verb::CondNotifyAll, Family::Condition, "notifies all waiters of", "notify"},
    Words{Verb::Load, Family::Atomic, "loads", "load"},
    Words{Verb::Store, Family::Atomic, "stores to", "store"},
    Words{Verb::ReadModifyWrite, Family::Atomic, "reads and writes", "read-modify-write"},
    Words{Verb::StoreAdd, Family::Atomic, "adds to", "addition"},
    Words{Verb::Spawn, Family::Completion, "spawns", "spawn"},
    Words{Verb::Join, Family::Completion, "joins", "end"},
    Words{Verb::CountDown, Family::Latch, "counts down", "count down"},
    Words{Verb::LatchWait, Family::Latch, "passes", "opening"},
    Words{Verb::Poll, Family::Worker, "is polled on", "slot"},
    Words{Verb::Suspend, Family::Worker, "suspends and gives back", "suspend"},
    Words{Verb::Schedule, Family::Worker, "wakes", "schedule"},
    Words{Verb::FireTimer, Family::Worker, "fires a sleep on", "timer"},
    Words{Verb::WakeDeferred, Family::Worker, "wakes what is deferred on", "end of a round"},
    Words{Verb::PollTimer, Family::Worker, "polls a sleep on", "timer"},
    Words{Verb::Enter, Family::Worker, "begins to drive", "driving"},
    Words{Verb::Leave, Family::Worker, "ends driving", "end"},
    Words{Verb::Shutdown, Family::Worker, "shuts down", "shutdown"},
    Words{Verb::DropTasks, Family::Worker, "drops the tasks of", "a worker"},
    Words{Verb::JoinWorkers, Family::Worker, "joins the threads of", "end of the threads"},
    Words{Verb::NotifiedCreate, Family::Notify, "creates notified() on", "notified"},
    Words{Verb::NotifiedPoll, Family::Notify, "polls notified() of", "notification"},
    Words{Verb::NotifiedDrop, Family::Notify, "drops notified() of", "drop"},
    Words{Verb::NotifyOne, Family::Notify, "notify_one on", "notify"},
    Words{Verb::NotifyWaiters, Family::Notify, "notify_waiters on", "notify"},
    Words{Verb::Send, Family::Channel, "sends into", "send"},
    Words{Verb::Receive, Family::Channel, "polls recv() of", "message"},
    Words{Verb::CloseSender, Family::Channel, "drops a sender of", "close"},
    Words{Verb::CloseReceiver, Family::Channel, "drops the receiver of", "close"},
    Words{Verb::SendPoll, Family::Channel, "polls send() into", "place"},
    Words{Verb::SendDrop, Family::Channel, "drops send() into", "drop"},
    Words{Verb::TrySend, Family::Channel, "tries to send into", "send"},
    Words{Verb::AcquirePoll, Family::Semaphore, "polls acquire() of", "permit"},
    Words{Verb::AcquireDrop, Family::Semaphore, "drops acquire() of", "drop"},
    Words{Verb::TryAcquire, Family::Semaphore, "tries to acquire", "permit"},
    Words{Verb::AddPermits, Family::Semaphore, "gives back to", "release"},
    Words{Verb::CloseSemaphore, Family::Semaphore, "closes", "close"},
    Words{Verb::TaskComplete, Family::Task, "completes", "complete"},
    Words{Verb::TaskPoll, Family::Task, "polls the handle of", "result"},
    Words{Verb::TaskAbort, Family::Task, "aborts", "abort"},
    Words{Verb::TaskDetach, Family::Task, "drops the handle of", "detach"},
    Words{Verb::Park, Family::Parker, "parks on", "unpark"},
    Words{Verb::Unpark, Family::Parker, "unparks", "unpark"},
    Words{Verb::Choose, Family::Choice, "chooses", "choice"},
    Words{Verb::SelectArm, Family::Choice, "polls select!'s arms, first arm", "choice"},
    Words{Verb::Yield, Family::Choice, "gives way", "turn"},
    Words{Verb::PlainRead, Family::Plain, "reads", "read"},
    Words{Verb::PlainWrite, Family::Plain, "writes", "write"},
};

const Words& words_of(Verb verb) {
    const Words& words = kWords[static_cast<std::size_t>(verb)];
    INVARIANT(words.verb == verb, "the table of verbs is out of order");
    return words;
}

}  // namespace

Family family_of(Verb verb) { return words_of(verb).family; }
std::string_view doing(Verb verb) { return words_of(verb).doing; }
std::string_view wanting(Verb verb) { return words_of(verb).wanting; }

Verb waiting_for(Verb tries) {
    switch (tries) {
        case Verb::TryLock:
            return Verb::Lock;
        case Verb::TryReadLock:
            return Verb::ReadLock;
        case Verb::TryReadLockRecursive:
            return Verb::ReadLockRecursive;
        default:
            return tries;
    }
}

}  // namespace impasse::op
