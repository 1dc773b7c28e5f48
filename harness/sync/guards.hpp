// The guards of <mutex>, with the place where they stand: a std::lock_guard works as well, but then
// a finding can only name a line of the standard library as the place where the lock was wanted.
#pragma once

#include <mutex>
#include <shared_mutex>

#include "harness/core/site.hpp"

namespace impasse::sync {

template <class Mutex>
class lock_guard : public std::lock_guard<Mutex> {
  public:
    explicit lock_guard(Mutex& mutex, Location where = Location::current())
        : std::lock_guard<Mutex>((mutex.lock(where), mutex), std::adopt_lock) {}
};

template <class Mutex>
class unique_lock : public std::unique_lock<Mutex> {
  public:
    explicit unique_lock(Mutex& mutex, Location where = Location::current())
        : std::unique_lock<Mutex>((mutex.lock(where), mutex), std::adopt_lock) {}
};

template <class Mutex>
class shared_lock : public std::shared_lock<Mutex> {
  public:
    explicit shared_lock(Mutex& mutex, Location where = Location::current())
        : std::shared_lock<Mutex>((mutex.lock_shared(where), mutex), std::adopt_lock) {}
};

}  // namespace impasse::sync
