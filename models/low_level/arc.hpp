// The strong count of Rust's Arc (1.95, library/alloc/src/sync.rs: clone, drop), and of std::shared_ptr as libstdc++
// has it: whoever takes the last one away destroys the value.
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

// `Value` has drop(), which the last owner calls.
template <class P, class Value>
class ArcInner : Weakened<ArcInner<P, Value>> {
    enum Site : unsigned { kDrop, kLast };

  public:
    static constexpr std::array kNotches{
        Notch{kDrop, "drop: fetch_sub, release", Order::relaxed},
        Notch{kLast, "drop of the last one: fence, acquire", Order::relaxed}};

    explicit ArcInner(Value& value, unsigned weakened = 0)
        : Weakened<ArcInner>(weakened), value_(value) {}

    // Relaxed: whoever clones has one.
    void clone() { strong_.fetch_add(1, Order::relaxed); }
    void drop() {
        if (strong_.fetch_sub(1, this->at(kDrop, Order::release)) != 1) return;
        const Order order = this->at(kLast, Order::acquire);
        if (order != Order::relaxed) P::fence(order);  // there is no relaxed fence
        value_.drop();
    }

  private:
    typename P::template atomic<unsigned> strong_{1, Name("strong")};
    Value& value_;
};

}  // namespace impasse::models::low_level
