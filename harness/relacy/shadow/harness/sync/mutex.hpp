// std::mutex under Relacy: its own.
#pragma once

#include "harness/relacy/kernel.hpp"
#include "harness/sync/shared_mutex.hpp"

namespace impasse::sync {

class mutex {
  public:
    mutex() : mutex("mutex") {}
    explicit mutex(Name name, Unlocks unlocks = Unlocks::Step)
        : mutex_(name, unlocks == Unlocks::Follow) {}

    void lock(Location where = Location::current()) { mutex_.lock(where); }
    bool try_lock(Location where = Location::current()) { return mutex_.try_lock(where); }
    void unlock(Location where = Location::current()) noexcept { mutex_.unlock(where); }

    relacy::Mutex& object() { return mutex_; }

  private:
    relacy::Mutex mutex_;
};

}  // namespace impasse::sync
