// Relacy's primitives for models that are written over a policy, shaped as the fiber engine's
// (models/once_map/protocol_policy.hpp): a Name at the end of constructors, a Location at the end
// of operations, from which Relacy's debug_info is made. So no `$` appears in a model.
//
// An unlock follows the step before it at once, as it does there: such models have no try_lock, so
// nobody can tell, and there is less to search.
#pragma once

#include <atomic>

#include "harness/relacy/recorder.hpp"
// last: it includes Relacy
#include "harness/relacy/library.hpp"

namespace impasse::relacy {

inline rl::debug_info debug_info_of(const Location& where) {
    return {where.function_name(), where.file_name(), where.line()};
}

inline rl::memory_order order_of(std::memory_order order) {
    if (order != std::memory_order::seq_cst) Recorder::current().weak();
    switch (order) {
        case std::memory_order::relaxed:
            return rl::mo_relaxed;
        case std::memory_order::consume:
            return rl::mo_consume;
        case std::memory_order::acquire:
            return rl::mo_acquire;
        case std::memory_order::release:
            return rl::mo_release;
        case std::memory_order::acq_rel:
            return rl::mo_acq_rel;
        case std::memory_order::seq_cst:
            return rl::mo_seq_cst;
    }
    return rl::mo_seq_cst;
}

inline Event step(Verb verb, Name object, const Location& where) {
    return {.thread = rl::thread_index(), .verb = verb, .object = object, .where = where};
}
inline void wants(const Event& event) { Recorder::current().wants(event); }
inline void took(const Event& event) { Recorder::current().took(event); }

// Ends the execution, and with it the search.
inline void panic(const char* message, Location where = Location::current()) {
    Recorder::current().panicked(message);
    rl::ctx().fail_test(message, rl::test_result_user_assert_failed, debug_info_of(where));
}

template <class T>
class atomic {
  public:
    atomic(T value, Name name) : value_(value), name_(name) {}

    T load(std::memory_order order, Location where = Location::current()) const {
        const T seen = value_.load(order_of(order), debug_info_of(where));
        note(Verb::Load, value_.debug_value(), seen, where);
        return seen;
    }
    void store(T value, std::memory_order order, Location where = Location::current()) {
        value_.store(value, order_of(order), debug_info_of(where));
        note(Verb::Store, value, value, where);
    }
    T fetch_add(T by, std::memory_order order, Location where = Location::current()) {
        const T before = value_.fetch_add(by, order_of(order), debug_info_of(where));
        note(Verb::ReadModifyWrite, before, static_cast<T>(before + by), where);
        return before;
    }

  private:
    void note(Verb verb, T before, T after, const Location& where) const {
        Event event = step(verb, name_, where);
        event.before = static_cast<std::uint64_t>(before);
        event.after = static_cast<std::uint64_t>(after);
        took(event);
    }

    rl::atomic<T> value_;
    Name name_;
};

class mutex {
  public:
    explicit mutex(Name name) : name_(name) {}

    void lock(Location where = Location::current()) {
        const Event event = step(Verb::Lock, name_, where);
        wants(event);
        mutex_.lock(debug_info_of(where));
        took(event);
    }
    void unlock(Location where = Location::current()) {
        const rl::preemption_disabler follows(rl::ctx());
        mutex_.unlock(debug_info_of(where));
        took(step(Verb::Unlock, name_, where));
    }

  private:
    friend class condition_variable;

    rl::mutex mutex_;
    Name name_;
};

class unique_lock {
  public:
    explicit unique_lock(mutex& held, Location where = Location::current())
        : held_(held), where_(where) {
        held_.lock(where_);
    }
    ~unique_lock() { held_.unlock(where_); }
    unique_lock(const unique_lock&) = delete;
    unique_lock& operator=(const unique_lock&) = delete;

  private:
    friend class condition_variable;

    mutex& held_;
    Location where_;
};

class condition_variable {
  public:
    explicit condition_variable(Name name) : name_(name) {}

    void wait(unique_lock& lock, Location where = Location::current()) {
        Sleeper sleeper{lock.held_, name_, where};
        condition_.wait(sleeper, debug_info_of(where));
    }
    void notify_all(Location where = Location::current()) {
        condition_.notify_all(debug_info_of(where));
        took(step(Verb::CondNotifyAll, name_, where));
    }

  private:
    // The mutex as Relacy's wait sees it: it lets go and sleeps in one step, and takes it back in
    // another.
    struct Sleeper {
        mutex& held;
        Name name;
        Location where;

        void unlock(const rl::debug_info& info) {
            held.mutex_.unlock(info);
            took(step(Verb::CondWait, name, where));
            took(step(Verb::Unlock, held.name_, where));
            wants(step(Verb::CondWake, name, where));
        }
        void lock(const rl::debug_info& info) {
            wants(step(Verb::Lock, held.name_, where));
            held.mutex_.lock(info);
            took(step(Verb::CondWake, name, where));
            took(step(Verb::Lock, held.name_, where));
        }
    };

    rl::condition_variable condition_;
    Name name_;
};

struct RelacyPolicy {
    template <class T>
    using atomic = relacy::atomic<T>;
    using mutex = relacy::mutex;
    using condition_variable = relacy::condition_variable;
    using unique_lock = relacy::unique_lock;
};

}  // namespace impasse::relacy
