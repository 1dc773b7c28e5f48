// tokio::sync::Mutex and RwLock (1.35.1, sync/mutex.rs 647-650, sync/rwlock.rs), on a semaphore of
// one permit, or of so many that each reader has one and a writer has all.
//
// Both are fair, so RwLock is write-preferring: a writer that waits keeps later readers waiting. A
// guard may be held over an await; it has no poisoning, and a panic gives it back. Each operation is
// one step. Both are never closed.
#pragma once

#include <utility>

#include "harness/rt/semaphore.hpp"

namespace impasse::rt {

namespace detail {

// A guard: permits, and the value that they guard.
template <class T>
class ValueGuard {
  public:
    ValueGuard(T& value, Held held) : value_(&value), held_(std::move(held)) {}
    T& operator*() const { return *value_; }
    T* operator->() const { return value_; }

  protected:
    T* value_;
    Held held_;
};

template <class Guard, class T>
class Locking {
  public:
    using Output = Guard;
    Locking(BatchSemaphore& semaphore, T& value, const Acquisition& how, const Location& where)
        : semaphore_(&semaphore),
          value_(&value),
          count_(how.count),
          acquire_(semaphore.permits(), how, where) {}

    Poll<Guard> poll(Context& context) {
        auto polled = acquire_.poll(context);
        if (!polled.is_ready()) return Poll<Guard>::pending();
        const unsigned hold = polled.take();  // never 0: it is never closed
        return Poll<Guard>::ready(Guard(*value_, Held(*semaphore_, hold, count_, context.where())));
    }

  private:
    BatchSemaphore* semaphore_;
    T* value_;
    unsigned count_;
    Acquire acquire_;
};

template <class Guard, class T>
std::optional<Guard> try_lock(BatchSemaphore& semaphore, T& value, unsigned count, const char* as,
                              const Location& where) {
    const unsigned hold = semaphore.try_acquire(count, as, where);
    if (hold == 0) return std::nullopt;
    return Guard(value, Held(semaphore, hold, count, where));
}

}  // namespace detail

template <class T = Unit>
class MutexGuard : public detail::ValueGuard<T> {
  public:
    using detail::ValueGuard<T>::ValueGuard;
};

template <class T = Unit>
class Mutex {
  public:
    explicit Mutex(T value = {}, Name name = "async mutex")
        : semaphore_(name, 1), value_(std::move(value)) {}

    auto lock(Location where = Location::current()) {
        return detail::Locking<MutexGuard<T>, T>(semaphore_, value_,
                                                 {.as = "MutexGuard", .what = "lock of"}, where);
    }
    std::optional<MutexGuard<T>> try_lock(Location where = Location::current()) {
        return detail::try_lock<MutexGuard<T>>(semaphore_, value_, 1, "MutexGuard", where);
    }

  private:
    detail::BatchSemaphore semaphore_;
    T value_;
};

template <class T = Unit>
class RwLockReadGuard : public detail::ValueGuard<const T> {
  public:
    using detail::ValueGuard<const T>::ValueGuard;
};

template <class T = Unit>
class RwLockWriteGuard : public detail::ValueGuard<T> {
  public:
    using detail::ValueGuard<T>::ValueGuard;
    // Nobody writes in between (sync/rwlock/write_guard.rs 159).
    RwLockReadGuard<T> downgrade(Location where = Location::current()) && {
        this->held_.shrink(1, "RwLockReadGuard", where);
        return RwLockReadGuard<T>(*this->value_, std::move(this->held_));
    }
};

template <class T = Unit>
class RwLock {
  public:
    static constexpr unsigned kMaxReads = (1U << 29) - 1;

    explicit RwLock(T value = {}, Name name = "async rwlock")
        : semaphore_(name, kMaxReads), value_(std::move(value)) {}

    auto read(Location where = Location::current()) {
        return detail::Locking<RwLockReadGuard<T>, const T>(
            semaphore_, value_, {.as = "RwLockReadGuard", .what = "read lock of"}, where);
    }
    auto write(Location where = Location::current()) {
        return detail::Locking<RwLockWriteGuard<T>, T>(
            semaphore_, value_,
            {.count = kMaxReads, .as = "RwLockWriteGuard", .what = "write lock of"}, where);
    }
    std::optional<RwLockReadGuard<T>> try_read(Location where = Location::current()) {
        return detail::try_lock<RwLockReadGuard<T>, const T>(semaphore_, value_, 1,
                                                             "RwLockReadGuard", where);
    }
    std::optional<RwLockWriteGuard<T>> try_write(Location where = Location::current()) {
        return detail::try_lock<RwLockWriteGuard<T>>(semaphore_, value_, kMaxReads,
                                                     "RwLockWriteGuard", where);
    }

  private:
    detail::BatchSemaphore semaphore_;
    T value_;
};

}  // namespace impasse::rt
