// dashmap 3.11.10's lock of a shard (src/lock.rs): one word, and whoever cannot have it looks again.
//
// A reader adds itself before it looks, and takes itself away again where a writer is inside: in between, a
// try_write fails though nobody holds the lock. Upgradeable readers are left out: DashMap has none.
#pragma once

#include <array>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

template <class P>
class SpinRwLock : Weakened<SpinRwLock<P>> {
    enum Site : unsigned { kRead, kReadRetreat, kReadUnlock, kWrite, kWriteUnlock, kDowngrade };

  public:
    static constexpr std::array kNotches{
        Notch{kRead, "try_read: fetch_add, acquire", Order::relaxed},
        Notch{kReadRetreat, "try_read: fetch_sub where a writer is inside, release",
              Order::relaxed},
        Notch{kReadUnlock, "RwLockReadGuard::drop: fetch_sub, release", Order::relaxed},
        Notch{kWrite, "write: compare_exchange, acquire", Order::relaxed},
        Notch{kWriteUnlock, "RwLockWriteGuard::drop: fetch_and, release", Order::relaxed},
        Notch{kDowngrade, "downgrade: fetch_add, acquire", Order::relaxed}};

    explicit SpinRwLock(Name name = "lock", unsigned weakened = 0)
        : Weakened<SpinRwLock>(weakened), word_(0, name) {}

    bool try_read() {  // :83-99
        if ((word_.fetch_add(kReader, this->at(kRead, Order::acquire)) & (kWriter | kUpgraded)) ==
            0)
            return true;
        word_.fetch_sub(kReader, this->at(kReadRetreat, Order::release));
        return false;
    }
    // :74-81, which tries again and again. Here it looks until no writer is inside, and then tries again: what
    // further tries show others is what the first one has shown them.
    void read() {
        while (!try_read())
            while (word_.load(Order::relaxed) & (kWriter | kUpgraded)) P::yield();
    }
    void read_unlock() { word_.fetch_sub(kReader, this->at(kReadUnlock, Order::release)); }  // :299

    bool try_write() {  // :121-140
        unsigned free = 0;
        return word_.compare_exchange_strong(free, kWriter, this->at(kWrite, Order::acquire),
                                             Order::relaxed);
    }
    void write() {  // :142-149
        for (;;) {
            unsigned free = 0;
            if (word_.compare_exchange_weak(free, kWriter, this->at(kWrite, Order::acquire),
                                            Order::relaxed))
                return;
            P::yield();
        }
    }
    void write_unlock() {  // :313-319
        word_.fetch_and(~(kWriter | kUpgraded), this->at(kWriteUnlock, Order::release));
    }
    // The writer becomes a reader, in two steps (:254-262, and the drop of the write guard).
    void downgrade() {
        word_.fetch_add(kReader, this->at(kDowngrade, Order::acquire));
        write_unlock();
    }

  private:
    static constexpr unsigned kWriter = 1;
    static constexpr unsigned kUpgraded = 2;
    static constexpr unsigned kReader = 4;

    typename P::template atomic<unsigned> word_;
};

}  // namespace impasse::models::low_level
