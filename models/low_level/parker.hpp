// std::thread::park and unpark (Rust 1.95, library/std/src/sys/sync/thread_parking/futex.rs), and on top of it what
// futures::executor::block_on waits with (futures-executor 0.3, src/local_pool.rs: ThreadNotify).
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

// A token: unpark leaves it, at most one; park takes it, or sleeps until there is one. Only one thread parks.
template <class P>
class Parker : Weakened<Parker<P>> {
    enum Site : unsigned { kPark, kWoken, kUnpark };

  public:
    static constexpr std::array kNotches{
        Notch{kPark, "park: fetch_sub, acquire", Order::relaxed},
        Notch{kWoken, "park, woken: compare_exchange, acquire", Order::relaxed},
        Notch{kUnpark, "unpark: swap, release", Order::relaxed}};

    explicit Parker(unsigned weakened = 0) : Weakened<Parker>(weakened) {}

    void park() {
        if (state_.fetch_sub(1, this->at(kPark, Order::acquire)) == kNotified) return;
        for (;;) {
            futex_.wait(state_, kParked);
            unsigned notified = kNotified;
            const Order order = this->at(kWoken, Order::acquire);
            if (state_.compare_exchange_strong(notified, kEmpty, order, order)) return;
        }
    }
    void unpark() {
        if (state_.exchange(kNotified, this->at(kUnpark, Order::release)) == kParked)
            futex_.wake_one();
    }

  private:
    static constexpr unsigned kEmpty = 0;
    static constexpr unsigned kNotified = 1;
    static constexpr unsigned kParked = ~0U;

    typename P::template atomic<unsigned> state_{kEmpty, Name("parker")};
    typename P::futex futex_{Name("parked thread")};
};

// The waker of a thread in block_on.
template <class P>
class ThreadNotify : Weakened<ThreadNotify<P>> {
    enum Site : unsigned { kWait, kWake };

  public:
    static constexpr std::array kNotches{
        Notch{kWait, "run_executor: swap, acquire", Order::relaxed},
        Notch{kWake, "wake_by_ref: swap, release", Order::relaxed}};

    explicit ThreadNotify(unsigned weakened = 0) : Weakened<ThreadNotify>(weakened) {}

    void wake() {  // :64
        if (!unparked_.exchange(true, this->at(kWake, Order::release))) thread_.unpark();
    }
    // What block_on does between two polls (:97).
    void wait() {
        while (!unparked_.exchange(false, this->at(kWait, Order::acquire))) thread_.park();
    }
    // Polls until it is ready: `poll(waker)` returns whether.
    template <class Poll>
    void block_on(const Poll& poll) {
        while (!poll(*this)) wait();
    }

  private:
    typename P::template atomic<bool> unparked_{false, Name("unparked")};
    Parker<P> thread_;
};

}  // namespace impasse::models::low_level
