// yield_now and sleep, as futures.
#pragma once

#include "harness/rt/runtime.hpp"

namespace impasse::rt {

// tokio::task::yield_now: Pending once. Its waker is deferred: it is woken when the worker's queues
// are empty or its round is over, so what is woken meanwhile overtakes it. Outside of a runtime it
// wakes itself at once.
class YieldNow {
  public:
    using Output = Unit;
    explicit YieldNow(Location where) : where_(where) {}
    Poll<Unit> poll(Context& context);

  private:
    Location where_;
    bool yielded_ = false;
};

inline YieldNow yield_now(Location where = Location::current()) { return YieldNow(where); }

// Fires at any later point at which its worker's round is over, which is where the driver looks at the
// clock: how long it is says nothing about the order.
class Sleep {
  public:
    using Output = Unit;
    explicit Sleep(Location where) : where_(where) {}
    Sleep(Sleep&& other) noexcept
        : where_(other.where_), runtime_(std::move(other.runtime_)), id_(other.id_) {}
    ~Sleep();
    Poll<Unit> poll(Context& context);

  private:
    Location where_;
    std::shared_ptr<RuntimeCore> runtime_;
    unsigned id_ = 0;
};

inline Sleep sleep(Location where = Location::current()) { return Sleep(where); }

}  // namespace impasse::rt
