// What the guards of Mutex and RwLock have in common: a hold, and the value that it guards.
#pragma once

#include <utility>

#include "harness/sync/held.hpp"

namespace impasse::models::parking_lot {

template <class Value>
class Guard {
  public:
    Guard(sync::Held held, Value& value) : held_(std::move(held)), value_(&value) {}
    Value& operator*() const { return held_.used(), *value_; }
    Value* operator->() const { return &**this; }

  protected:
    sync::Held held_;
    Value* value_;
};

}  // namespace impasse::models::parking_lot
