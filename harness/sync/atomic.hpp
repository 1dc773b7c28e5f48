// std::atomic<T> under the scheduler, sequentially consistent whatever order is asked for: weaker
// orders are the second engine's subject (harness/relacy).
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <concepts>
#include <type_traits>
#include <utility>

#include "harness/op/signals.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

template <class T>
class atomic {
  public:
    explicit atomic(T value = T(), Name name = "atomic") : value_(value), object_(name) {
        sched::Scheduler::current().add(object_);
        show();
    }
    ~atomic() { sched::Scheduler::forget(object_); }
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(std::memory_order = std::memory_order_seq_cst,
           Location where = Location::current()) const {
        announce(Verb::Load, where);
        saw(Verb::Load, where);
        return value_;
    }
    void store(T value, std::memory_order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        announce(Verb::Store, where);
        set(value, Verb::Store, where);
    }
    T exchange(T value, std::memory_order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        return set(value, Verb::ReadModifyWrite, where);
    }
    bool compare_exchange_strong(T& expected, T desired,
                                 std::memory_order = std::memory_order_seq_cst,
                                 Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        if (value_ == expected) {
            set(desired, Verb::ReadModifyWrite, where);
            return true;
        }
        saw(Verb::ReadModifyWrite, where);
        expected = value_;
        return false;
    }
    // Orders of success and failure: there is only one here. Weak: it never fails for no reason, which the second
    // engine lets it.
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                                 std::memory_order, Location where = Location::current()) {
        return compare_exchange_strong(expected, desired, success, where);
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order,
                               Location where = Location::current()) {
        return compare_exchange_strong(expected, desired, success, where);
    }
    T fetch_and(T by, std::memory_order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        return set(static_cast<T>(value_ & by), Verb::ReadModifyWrite, where);
    }
    T fetch_or(T by, std::memory_order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        return set(static_cast<T>(value_ | by), Verb::ReadModifyWrite, where);
    }
    T fetch_add(T by, std::memory_order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        return set(static_cast<T>(value_ + by), Verb::ReadModifyWrite, where);
    }
    T fetch_sub(T by, std::memory_order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        announce(Verb::ReadModifyWrite, where);
        return set(static_cast<T>(value_ - by), Verb::ReadModifyWrite, where);
    }
    // C++26 (P3111): as fetch_add, but nobody learns what was there. So two of them commute, and
    // their order is not explored.
    void store_add(T by, std::memory_order = std::memory_order_seq_cst,
                   Location where = Location::current()) requires std::is_integral_v<T> {
        announce(Verb::StoreAdd, where);
        set(static_cast<T>(value_ + by), Verb::StoreAdd, where);
    }
    void store_sub(T by, std::memory_order = std::memory_order_seq_cst,
                   Location where = Location::current()) requires std::is_integral_v<T> {
        announce(Verb::StoreAdd, where);
        set(static_cast<T>(value_ - by), Verb::StoreAdd, where);
    }

  private:
    void announce(Verb verb, const Location& where) const {
        sched::Scheduler::current().step({where, {object_.id(), verb}});
    }
    void saw(Verb verb, const Location& where) const {
        sched::Scheduler::current().saw(object_, verb, where);
    }
    T set(T value, Verb verb, const Location& where) {
        const T before = std::exchange(value_, value);
        if (same(before, value)) {
            // Additions are independent of each other, though they are changes.
            if (verb != Verb::StoreAdd) saw(verb, where);
        } else {
            object_.changed();
        }
        show();
        return before;
    }
    static bool same(const T& a, const T& b) {
        if constexpr (std::equality_comparable<T>) {
            return a == b;
        } else {
            return false;
        }
    }
    // Rendering costs more than the step: only while an execution is recorded.
    void show() {
        if (!sched::Scheduler::current().recording()) return;
        if constexpr (std::is_pointer_v<T>) {
            object_.show(value_ ? "set" : "null");
        } else if constexpr (std::is_enum_v<T>) {
            object_.show(fmt::format("{}", static_cast<std::underlying_type_t<T>>(value_)));
        } else {
            object_.show(fmt::format("{}", value_));
        }
    }

    T value_;
    op::Shown object_;
};

// Nothing to order here.
inline void atomic_thread_fence(std::memory_order, Location = Location::current()) {}

}  // namespace impasse::sync
