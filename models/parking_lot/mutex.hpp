// parking_lot::Mutex and ReentrantMutex (read in 0.12.5, src/raw_mutex.rs, lock_api/src/remutex.rs).
//
// Whoever comes first has a free one, waiting or not (raw_mutex.rs:214-226). Now and then, and always
// with unlock_fair(), an unlock hands it to the first in the queue (:292-316): nobody passes that one
// then, which is one of the orders that are explored. It does not know its owner: a thread that locks
// it twice waits for ever. No poisoning (src/mutex.rs:41).
#pragma once

#include <optional>
#include <utility>

#include "harness/sync/mutex.hpp"
#include "models/parking_lot/guard.hpp"

namespace impasse::models::parking_lot {

template <class T>
class Mutex {
  public:
    class MutexGuard : public Guard<T> {
        using Guard<T>::Guard;
    };

    explicit Mutex(T value, Name name = "mutex") : lock_(name), value_(std::move(value)) {}

    MutexGuard lock(Location where = Location::current()) {
        return {sync::Held(lock_, sync::Mode::Write, "MutexGuard", where), value_};
    }
    std::optional<MutexGuard> try_lock(Location where = Location::current()) {
        const unsigned hold = lock_.try_acquire(sync::Mode::Write, "MutexGuard", where);
        if (hold == 0) return std::nullopt;
        return MutexGuard{sync::Held(lock_, sync::Mode::Write, hold, where), value_};
    }

  private:
    sync::Lockable lock_;
    T value_;
};

// Its owner may lock it again (remutex.rs:85-103). The owner is a thread: not for tasks, see
// sync::recursive_mutex.
template <class T>
class ReentrantMutex {
  public:
    class ReentrantMutexGuard {
      public:
        ReentrantMutexGuard(sync::recursive_mutex& lock, const T& value, const Location& where)
            : lock_(&lock), value_(&value), where_(where) {}
        ReentrantMutexGuard(ReentrantMutexGuard&& other) noexcept
            : lock_(std::exchange(other.lock_, nullptr)),
              value_(other.value_),
              where_(other.where_) {}
        ReentrantMutexGuard& operator=(ReentrantMutexGuard&&) = delete;
        ~ReentrantMutexGuard() {
            if (lock_) lock_->unlock(where_);
        }
        const T& operator*() const { return *value_; }
        const T* operator->() const { return value_; }

      private:
        sync::recursive_mutex* lock_;
        const T* value_;
        Location where_;
    };

    explicit ReentrantMutex(T value, Name name = "reentrant mutex")
        : lock_(name), value_(std::move(value)) {}

    ReentrantMutexGuard lock(Location where = Location::current()) {
        lock_.lock(where);
        return {lock_, value_, where};
    }
    std::optional<ReentrantMutexGuard> try_lock(Location where = Location::current()) {
        if (!lock_.try_lock(where)) return std::nullopt;
        return ReentrantMutexGuard{lock_, value_, where};
    }

  private:
    sync::recursive_mutex lock_;
    T value_;
};

}  // namespace impasse::models::parking_lot
