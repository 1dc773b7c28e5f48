// dashmap 5.5.3's and 6's lock of a shard, RawRwLock (5.5.3 src/lock.rs): one word, and two queues of parked threads.
//
// It spins up to ten rounds before it parks (SpinWait): here none, which is as if each round had been too short to
// see a change.
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/parking_lot.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

template <class P>
class ParkingRwLock : Weakened<ParkingRwLock<P>> {
    enum Site : unsigned {
        kWrite,
        kWriteSlow,
        kWriteUnlock,
        kWriteUnlockParked,
        kWriteUnlockBoth,
        kRead,
        kReadSlow,
        kReadUnlock,
        kDowngrade
    };

  public:
    static constexpr std::array kNotches{
        Notch{kWrite, "lock_exclusive: compare_exchange_weak, acquire", Order::relaxed},
        Notch{kWriteSlow, "lock_exclusive_slow: compare_exchange_weak, acquire", Order::relaxed},
        Notch{kWriteUnlock, "unlock_exclusive: compare_exchange, release", Order::relaxed},
        Notch{kWriteUnlockParked, "unlock_exclusive_slow: compare_exchange, release",
              Order::relaxed},
        Notch{kWriteUnlockBoth, "unlock_exclusive_slow: store, release", Order::relaxed},
        Notch{kRead, "try_lock_shared_fast: compare_exchange_weak, acquire", Order::relaxed},
        Notch{kReadSlow, "lock_shared_slow: compare_exchange_weak, acquire", Order::relaxed},
        Notch{kReadUnlock, "unlock_shared: fetch_sub, release", Order::relaxed},
        Notch{kDowngrade, "downgrade: fetch_and, release", Order::relaxed}};

    explicit ParkingRwLock(Name name = "lock", unsigned weakened = 0)
        : Weakened<ParkingRwLock>(weakened), state_(0, name) {}

    bool try_write() {  // :26
        unsigned free = 0;
        return state_.compare_exchange_strong(free, kOneWriter, this->at(kWrite, Order::acquire),
                                              Order::relaxed);
    }
    void write() {  // :33
        unsigned free = 0;
        if (!state_.compare_exchange_weak(free, kOneWriter, this->at(kWrite, Order::acquire),
                                          Order::relaxed))
            write_slow();
    }
    void write_unlock() {  // :44
        unsigned held = kOneWriter;
        if (!state_.compare_exchange_strong(held, 0, this->at(kWriteUnlock, Order::release),
                                            Order::relaxed))
            write_unlock_slow();
    }
    bool try_read() { return try_read_fast() || try_read_slow(); }  // :55
    void read() {                                                   // :60
        if (!try_read_fast()) read_slow();
    }
    void read_unlock() {  // :67
        const unsigned before = state_.fetch_sub(kOneReader, this->at(kReadUnlock, Order::release));
        if (before == (kOneReader | kWritersParked)) read_unlock_slow();
    }
    void downgrade() {  // :78
        const unsigned before =
            state_.fetch_and(kOneReader | kWritersParked, this->at(kDowngrade, Order::release));
        if (before & kReadersParked) lot_.unpark_all(Queue::Readers);
    }

  private:
    using Queue = typename ParkingLot<P>::Queue;

    static constexpr unsigned kReadersParked = 1;
    static constexpr unsigned kWritersParked = 2;
    static constexpr unsigned kOneReader = 4;
    static constexpr unsigned kOneWriter = ~(kReadersParked | kWritersParked);

    static bool overflows(unsigned state) { return state + kOneReader < state; }

    void write_slow() {  // :89
        unsigned acquire_with = 0;
        for (;;) {
            unsigned state = state_.load(Order::relaxed);
            for (;;) {
                while ((state & kOneWriter) == 0)
                    if (state_.compare_exchange_weak(state, state | kOneWriter | acquire_with,
                                                     this->at(kWriteSlow, Order::acquire),
                                                     Order::relaxed))
                        return;
                if ((state & kWritersParked) == 0 &&
                    !state_.compare_exchange_weak(state, state | kWritersParked, Order::relaxed,
                                                  Order::relaxed))
                    continue;
                lot_.park(Queue::Writers, [this] {
                    const unsigned now = state_.load(Order::relaxed);
                    return (now & kOneWriter) != 0 && (now & kWritersParked) != 0;
                });
                acquire_with = kWritersParked;
                break;
            }
        }
    }

    void write_unlock_slow() {  // :143
        const unsigned state = state_.load(Order::relaxed);
        unsigned parked = state & (kReadersParked | kWritersParked);
        if (parked != (kReadersParked | kWritersParked)) {
            unsigned expected = state;
            if (!state_.compare_exchange_strong(
                    expected, 0, this->at(kWriteUnlockParked, Order::release), Order::relaxed))
                parked = kReadersParked | kWritersParked;
        }
        if (parked == (kReadersParked | kWritersParked)) {
            state_.store(kWritersParked, this->at(kWriteUnlockBoth, Order::release));
            parked = kReadersParked;
        }
        if (parked == kReadersParked) return lot_.unpark_all(Queue::Readers);
        lot_.unpark_one(Queue::Writers);
    }

    bool try_read_fast() {  // :182
        unsigned state = state_.load(Order::relaxed);
        if (overflows(state) || ((state + kOneReader) & kOneWriter) == kOneWriter) return false;
        return state_.compare_exchange_weak(state, state + kOneReader,
                                            this->at(kRead, Order::acquire), Order::relaxed);
    }
    bool try_read_slow() {  // :198
        unsigned state = state_.load(Order::relaxed);
        while (!overflows(state) && ((state + kOneReader) & kOneWriter) != kOneWriter)
            if (state_.compare_exchange_weak(state, state + kOneReader,
                                             this->at(kReadSlow, Order::acquire), Order::relaxed))
                return true;
        return false;
    }

    void read_slow() {  // :221
        for (;;) {
            unsigned state = state_.load(Order::relaxed);
            for (;;) {
                while (!overflows(state)) {
                    if (state_.compare_exchange_weak(state, state + kOneReader,
                                                     this->at(kReadSlow, Order::acquire),
                                                     Order::relaxed))
                        return;
                    P::yield();
                    state = state_.load(Order::relaxed);
                }
                if ((state & kReadersParked) == 0 &&
                    !state_.compare_exchange_weak(state, state | kReadersParked, Order::relaxed,
                                                  Order::relaxed))
                    continue;
                lot_.park(Queue::Readers, [this] {
                    const unsigned now = state_.load(Order::relaxed);
                    return (now & kOneWriter) == kOneWriter && (now & kReadersParked) != 0;
                });
                break;
            }
        }
    }

    void read_unlock_slow() {  // :289
        unsigned parked = kWritersParked;
        if (state_.compare_exchange_strong(parked, 0, Order::relaxed, Order::relaxed))
            lot_.unpark_one(Queue::Writers);
    }

    typename P::template atomic<unsigned> state_;
    ParkingLot<P> lot_;
};

}  // namespace impasse::models::low_level
