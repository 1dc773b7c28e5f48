// What Relacy offers, without a word of Relacy: what the primitives of harness/relacy/shadow are made of.
//
// Mutexes, condition variables, atomics, fences, plain data, threads and joins are Relacy's own. What it
// does not have (locks with a preference, latches, barriers) is made of a Monitor. All of it is to be used
// inside of a body that search() runs, and nowhere else.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "harness/relacy/event.hpp"

namespace impasse::relacy {

// Calls what it was made of, which it does not own.
template <class Signature>
class FunctionRef;
template <class R, class... Args>
class FunctionRef<R(Args...)> {
  public:
    template <class F>
    FunctionRef(const F& f)
        : object_(&f), call_([](const void* object, Args... args) -> R {
              return (*static_cast<const F*>(object))(args...);
          }) {}
    R operator()(Args... args) const { return call_(object_, args...); }

  private:
    const void* object_;
    R (*call_)(const void*, Args...);
};

// Room for an object of Relacy's, which its header keeps from here.
template <std::size_t kSize>
struct Room {
    alignas(16) std::byte bytes[kSize];
};

AgentId self();
// An event of the running agent.
Event event_of(Access access, const Location& where, const char* guard = "");

// A word of at most 64 bits, whatever type it stands for.
class Atomic {
  public:
    using Word = std::uint64_t;

    Atomic(Word value, Name name, Thing::Shows shows);
    ~Atomic();
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    Word load(std::memory_order order, const Location& where) const;
    void store(Word value, std::memory_order order, const Location& where);
    Word newest() const;                           // no step
    void see_newest(const Location& where) const;  // nor this
    // Puts change(newest) in place of the newest value, which it returns.
    Word modify(FunctionRef<Word(Word)> change, Verb as, std::memory_order order,
                const Location& where);
    // `weak`: it may fail though the value is the expected one, once in an execution.
    bool compare_exchange(Word& expected, Word desired, bool weak, std::memory_order success,
                          std::memory_order failure, const Location& where);

  private:
    void took(Verb verb, Word before, Word after, std::memory_order order,
              const Location& where) const;

    mutable Room<128> room_;
    ObjectId id_;
};

void fence(std::memory_order order, const Location& where);

// Plain data: two accesses that nothing orders, one of which writes, end the search.
class Plain {
  public:
    explicit Plain(Name name);
    ~Plain();
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    void read(const Location& where) const;
    void write(const Location& where);

  private:
    mutable Room<64> room_;
    ObjectId id_;
};

class Mutex {
  public:
    // `unlocks_follow`: an unlock is no step of its own, but follows the one before it.
    Mutex(Name name, bool unlocks_follow);
    ~Mutex();
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    void lock(const Location& where);
    bool try_lock(const Location& where);
    void unlock(const Location& where);

  private:
    friend class Condition;

    Room<64> room_;
    ObjectId id_;
    AgentId held_by_ = kNoAgent;
    bool unlocks_follow_;
};

// Threads that sleep until they are woken, as on a futex. It orders nothing.
class Sleepers {
  public:
    explicit Sleepers(Name name);
    ~Sleepers();
    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;

    // A step: it looks, and sleeps at once where `awake()` says no.
    void sleep_unless(FunctionRef<bool()> awake, const Location& where);
    void wake_one(const Location& where);
    void wake_all(const Location& where);

  private:
    friend class Condition;

    Room<64> room_;
    ObjectId id_;
};

class Condition {
  public:
    // That many waits, at most, are woken without a notification.
    Condition(Name name, unsigned spurious);

    void wait(Mutex& mutex, const Location& where);
    void notify_one(const Location& where) { sleepers_.wake_one(where); }
    void notify_all(const Location& where) { sleepers_.wake_all(where); }

  private:
    Sleepers sleepers_;
    unsigned spurious_;
};

// What blocks until a condition on its owner's own data holds.
class Monitor {
  public:
    explicit Monitor(const Thing& thing);
    ~Monitor();
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;

    // A step, which blocks until it is enabled. The caller then acts, and calls took() at its end.
    void enter(const Event& event, FunctionRef<bool()> enabled);
    // A step that never blocks, or (event.follows) what follows one. `looks`: as far as can be told, it will come to no
    // more than a look.
    void attempt(const Event& event, bool looks);
    void took(const Event& event);
    // Of what the caller does behind enter(): it sees what was done before the releases so far.
    void acquire(const Location& where);
    void release(const Location& where);
    // Its owner's data are others now: whoever is blocked looks again.
    void changed(const Location& where);
    // It looked, and did not get what it wanted.
    void looked(const Location& where);

    ObjectId id() const { return id_; }

  private:
    Room<192> room_;
    ObjectId id_;
};

// A handle of the thread, for join().
struct Started {
    void* handle = nullptr;
    AgentId agent = kNoAgent;
};
Started start(Name name, std::function<void()> body, const Location& where);
void join(const Started& thread, const Location& where);

// Says that what was seen does not let this thread go on, and that it will look again. From its second round in vain
// on it is blocked until some of what it has looked at has changed (if nobody is left to change it, the execution
// is stuck), or it goes on alone though nothing has, for it may give up: a choice.
void give_way(const Location& where);

// Where nobody can go any more: somebody who sleeps in a loop goes on in vain, for it may give up. False: nobody does
// who has not done so.
bool urge_a_spinner();

// A value that the program leaves open: every one of 0 .. n-1 is explored.
unsigned choose(unsigned n, const Location& where);

// Ends the execution, and with it the search.
[[noreturn]] void fail(const std::string& message, const Location& where);

// To be destroyed at the end of the execution.
class Kept {
  public:
    virtual ~Kept() = default;
};
void keep(Kept* kept);

// Made by the program that comes to its end, once in an execution.
void measured(const char* what, std::int64_t value);

}  // namespace impasse::relacy
