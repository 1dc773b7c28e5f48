// The exceptions that unwind a coroutine, and how a destructor keeps them out.
#pragma once

#include <string>

#include "harness/core/site.hpp"

namespace impasse {

// A modelled panic: what Rust's panic! or an uncaught C++ exception does to the program under test.
class Panic {
  public:
    Panic(std::string message, Location where) : message_(std::move(message)), where_(where) {}
    const std::string& message() const { return message_; }
    const Location& where() const { return where_; }

  private:
    std::string message_;
    Location where_;
};

// Panics the running agent. While a destructor runs because of an earlier panic this is an abort:
// the execution ends there. Otherwise it throws. It returns only while an execution or a future is
// torn down: in a destructor, put a `return` behind it.
void panic(std::string message, Location where = Location::current());

// Rust's thread::panicking(): whether a panic unwinds what runs now, or what it runs under (who drops a
// future runs its destructors).
bool panicking();

namespace sched {

// Thrown at a coroutine whose future is dropped. Not for catching.
struct Dropped {};
// Thrown at a coroutine whose execution is over. Not for catching.
struct Abandoned {};

// In a model's destructor that announces steps: while one is alive, a step of an execution that is
// over returns at once instead of throwing.
class InDestructor {
  public:
    InDestructor();
    ~InDestructor();
    InDestructor(const InDestructor&) = delete;
    InDestructor& operator=(const InDestructor&) = delete;

  private:
    unsigned* quiet_;
};

}  // namespace sched
}  // namespace impasse
