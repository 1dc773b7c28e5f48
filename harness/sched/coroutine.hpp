// A coroutine: a persistent Boost.Fiber that runs one body after another, and the one function that
// switches.
//
// Costs: making one maps a protected stack (11-14 us), so they are pooled and live as long as their
// engine; a switch is about 18 ns. C++ keeps its exception state per OS thread; each coroutine has
// its own, swapped at the switch, so that a switch inside of a catch block or while unwinding is
// safe. AddressSanitizer is told of each switch.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/sched/unwind.hpp"

namespace boost::fibers {
class context;
}

namespace impasse::sched {

// What is thrown at a coroutine when it goes on, in place of letting it go on.
enum class Injection : unsigned char {
    None,
    Dropped,    // its future or task is dropped inside the execution: a scheduled unwind
    Abandoned,  // the execution is over: a silent unwind
};

class Coroutine {
  public:
    // The running OS thread's own stack, from which an engine works.
    Coroutine();
    ~Coroutine();
    Coroutine(const Coroutine&) = delete;
    Coroutine& operator=(const Coroutine&) = delete;

    static std::unique_ptr<Coroutine> spawn();

    // At the next switch to it, Run(on) is run; only while it is idle.
    template <auto Run, class On>
    void start(On& on) {
        start([](void* its_own) { std::invoke(Run, *static_cast<On*>(its_own)); }, &on);
    }
    bool idle() const { return body_ == nullptr; }
    // How many exceptions unwind it, while it does not run.
    unsigned uncaught() const { return exceptions_.uncaught; }
    // Called by a body as its last act: whom to switch to when it has returned.
    void then(Coroutine& next) { next_ = &next; }

    Injection injection = Injection::None;
    Coroutine* resumer = nullptr;  // who gets control when this one suspends or ends
    void* context = nullptr;       // of the async body that runs on it (harness/rt)
    bool dropped = false;          // Dropped unwinds it: to the program under test that is no panic
    std::optional<Panic> late_panic;  // of a destructor on that way; goes on where the way ends
    unsigned quiet = 0;               // destructors under way in which a step must not throw

  private:
    friend void switch_to(Coroutine& from, Coroutine& to);
    friend class CoroutinePool;
    using Body = void (*)(void*);
    void start(Body body, void* on);
    void loop();
    void quit(Coroutine& from);

    struct ExceptionState {
        void* caught = nullptr;
        unsigned uncaught = 0;
    };

    boost::fibers::context* context_ = nullptr;
    ExceptionState exceptions_;
    void* exception_state_;  // of the OS thread that it belongs to
    Body body_ = nullptr;
    void* on_ = nullptr;         // what the body is called with
    Coroutine* next_ = nullptr;  // where the loop switches when a body has ended
    bool quit_ = false;
    const void* stack_bottom_ = nullptr;
    std::size_t stack_size_ = 0;
    void* fake_stack_ = nullptr;
};

// Suspends the running coroutine `from` and goes on with `to`. Returns when somebody switches back
// to `from`. Defined in switch.hpp.
void switch_to(Coroutine& from, Coroutine& to);

class CoroutinePool {
  public:
    explicit CoroutinePool(Coroutine& home) : home_(home) {}
    ~CoroutinePool();

    Coroutine& take();
    // Gives back a coroutine whose body has ended.
    void give(Coroutine& coroutine) { free_.push_back(&coroutine); }
    std::size_t made() const { return all_.size(); }

  private:
    Coroutine& home_;
    std::vector<std::unique_ptr<Coroutine>> all_;
    std::vector<Coroutine*> free_;
};

}  // namespace impasse::sched
