// futures::task::AtomicWaker (futures-core 0.3, src/task/__internal/atomic_waker.rs): a place for one waker, which
// its task registers and others wake, without a lock. tokio's is built alike.
//
// The registering task sets its waker, then looks at what it waits for; others change that, then wake.
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

// `Waker` has wake().
template <class P, class Waker>
class AtomicWaker : Weakened<AtomicWaker<P, Waker>> {
    enum Site : unsigned { kRegister, kRegistered, kTake, kTaken, kRegisteredWoken };

  public:
    static constexpr std::array kNotches{
        Notch{kRegister, "register: compare_exchange, acquire", Order::relaxed},
        Notch{kRegistered, "register: compare_exchange at its end, acq_rel without release",
              Order::acquire},
        Notch{kRegistered, "register: compare_exchange at its end, acq_rel without acquire",
              Order::release},
        Notch{kRegisteredWoken, "register, woken meanwhile: swap, acq_rel without release",
              Order::acquire},
        Notch{kRegisteredWoken, "register, woken meanwhile: swap, acq_rel without acquire",
              Order::release},
        Notch{kTake, "take: fetch_or, acq_rel without release", Order::acquire},
        Notch{kTake, "take: fetch_or, acq_rel without acquire", Order::release},
        Notch{kTaken, "take: swap at its end, release", Order::relaxed}};

    explicit AtomicWaker(unsigned weakened = 0) : Weakened<AtomicWaker>(weakened) {}

    void register_by_ref(Waker& waker) {
        unsigned state = kWaiting;
        const Order order = this->at(kRegister, Order::acquire);
        state_.compare_exchange_strong(state, kRegistering, order, order);
        if (state == kWaking) return waker.wake();  // it comes back later
        if (state != kWaiting) return;              // somebody else registers
        if (waker_.get() != &waker) waker_.set(&waker);
        unsigned registering = kRegistering;
        if (state_.compare_exchange_strong(registering, kWaiting,
                                           this->at(kRegistered, Order::acq_rel), Order::acquire))
            return;
        Waker* taken = waker_.get();  // woken while it registered
        waker_.set(nullptr);
        state_.exchange(kWaiting, this->at(kRegisteredWoken, Order::acq_rel));
        taken->wake();
    }
    void wake() {
        if (Waker* waker = take()) waker->wake();
    }

  private:
    static constexpr unsigned kWaiting = 0;
    static constexpr unsigned kRegistering = 1;
    static constexpr unsigned kWaking = 2;

    Waker* take() {
        if (state_.fetch_or(kWaking, this->at(kTake, Order::acq_rel)) != kWaiting) return nullptr;
        Waker* waker = waker_.get();
        waker_.set(nullptr);
        state_.exchange(kWaiting, this->at(kTaken, Order::release));
        return waker;
    }

    typename P::template atomic<unsigned> state_{kWaiting, Name("state")};
    typename P::template cell<Waker*> waker_{nullptr, Name("waker")};
};

}  // namespace impasse::models::low_level
