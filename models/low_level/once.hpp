// Rust's std::sync::Once on a futex (1.95, library/std/src/sys/sync/once/futex.rs). Poisoning is left out: the
// closure does not panic.
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

template <class P>
class Once : Weakened<Once<P>> {
    enum Site : unsigned { kFirst, kBegin, kQueue, kWoken, kEnd };

  public:
    static constexpr std::array kNotches{
        Notch{kFirst, "call: load, acquire", Order::relaxed},
        Notch{kBegin, "call, begins: compare_exchange_weak, acquire", Order::relaxed},
        Notch{kQueue, "call, queues: compare_exchange_weak that fails, acquire", Order::relaxed},
        Notch{kWoken, "call, woken: load, acquire", Order::relaxed},
        Notch{kEnd, "CompletionGuard::drop: swap, release", Order::relaxed}};

    explicit Once(unsigned weakened = 0) : Weakened<Once>(weakened) {}

    // is_completed() is this look alone.
    template <class F>
    void call_once(const F& f) {
        unsigned seen = state_.load(this->at(kFirst, Order::acquire));
        for (;;) {
            const unsigned state = seen & kStateMask;
            const unsigned queued = seen & kQueued;
            if (state == kComplete) return;
            if (state == kIncomplete) {
                const Order order = this->at(kBegin, Order::acquire);
                if (!state_.compare_exchange_weak(seen, kRunning + queued, order, order)) continue;
                f();
                if (state_.exchange(kComplete, this->at(kEnd, Order::release)) & kQueued)
                    futex_.wake_all();
                return;
            }
            if (queued == 0) {
                const unsigned with = seen + kQueued;
                if (!state_.compare_exchange_weak(seen, with, Order::relaxed,
                                                  this->at(kQueue, Order::acquire)))
                    continue;
                seen = with;
            }
            futex_.wait(state_, seen);
            seen = state_.load(this->at(kWoken, Order::acquire));
        }
    }

  private:
    static constexpr unsigned kIncomplete = 3;
    static constexpr unsigned kRunning = 1;
    static constexpr unsigned kComplete = 0;
    static constexpr unsigned kQueued = 4;
    static constexpr unsigned kStateMask = 3;

    typename P::template atomic<unsigned> state_{kIncomplete, Name("once")};
    typename P::futex futex_{Name("callers")};
};

}  // namespace impasse::models::low_level
