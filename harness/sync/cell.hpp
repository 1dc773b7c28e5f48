// Plain data that threads or tasks share, as an int or a std::vector is: two accesses that nothing orders, one of
// which writes, are a data race. Each is a step, so that both orders are explored.
#pragma once

#include <utility>

#include "harness/op/signals.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

template <class T>
class cell {
  public:
    explicit cell(T value = T(), Name name = "cell") : value_(std::move(value)), object_(name) {
        sched::Scheduler::current().add(object_);
        sched::Scheduler::current().has_plain_data();
    }
    ~cell() { sched::Scheduler::forget(object_); }
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;

    const T& get(Location where = Location::current()) const {
        access(Verb::PlainRead, where);
        return value_;
    }
    void set(T value, Location where = Location::current()) {
        access(Verb::PlainWrite, where);
        value_ = std::move(value);
    }

  private:
    void access(Verb verb, const Location& where) const {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {object_.id(), verb}});
        scheduler.plain_access(object_, verb == Verb::PlainWrite, where);
    }

    T value_;
    op::Shown object_;
};

}  // namespace impasse::sync
