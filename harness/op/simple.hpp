// The objects whose state is a number or two: latches, condition variables, parkers.
#pragma once

#include <fmt/format.h>

#include <vector>

#include "harness/op/object.hpp"

namespace impasse::op {

class Latch final : public Object {
  public:
    Latch(Name name, std::ptrdiff_t count) : Object(name), initial_(count), count_(count) {}
    unsigned ways(const Access& access, AgentId) const override {
        return access.verb != Verb::LatchWait || count_ <= 0;
    }
    std::string state() const override { return fmt::format("{} to go", count_); }
    void count_down(std::ptrdiff_t by) { count_ -= by; }
    std::ptrdiff_t count() const { return count_; }
    std::ptrdiff_t initial() const { return initial_; }

  private:
    std::ptrdiff_t initial_;
    std::ptrdiff_t count_;
};

// Waiters in the order of their arrival; which one notify_one wakes is a choice, as std leaves it
// open. So is whether a wait is woken spuriously, as long as some of that are left: such a wait is
// over when it begins. Whoever is woken later without a notification could as well have been woken
// at once and have been slow; and one that a notification reached before was not woken without.
class Condition final : public Object {
  public:
    static constexpr unsigned kSpuriously = 1;  // the way of a CondWait that is woken at once

    explicit Condition(Name name, unsigned spurious = 0) : Object(name), spurious_(spurious) {}
    unsigned ways(const Access& access, AgentId agent) const override;
    std::string state() const override;

    void wait(AgentId agent) { waiting_.push_back(agent); }
    bool waiting(AgentId agent) const;
    std::size_t waiters() const { return waiting_.size(); }
    AgentId waiter(std::size_t which) const { return waiting_[which]; }
    void wake(std::size_t which) { waiting_.erase(waiting_.begin() + static_cast<long>(which)); }
    void wake_all() { waiting_.clear(); }
    void wake_spuriously() { --spurious_; }

  private:
    std::vector<AgentId> waiting_;
    unsigned spurious_;  // wakeups that are left
};

// A token as in std::thread::park: unpark stores it, at most one; park consumes it.
class Parker final : public Object {
  public:
    using Object::Object;
    unsigned ways(const Access& access, AgentId) const override {
        return access.verb != Verb::Park || token_;
    }
    std::string state() const override { return token_ ? "unparked" : "no token"; }
    void unpark() { token_ = true; }
    void take() { token_ = false; }

  private:
    bool token_ = false;
};

// Dependence within these families, on the same object.
bool atomic_dependent(Verb a, Verb b);
bool latch_dependent(Verb a, Verb b);
bool condition_dependent(Verb a, Verb b);

}  // namespace impasse::op
