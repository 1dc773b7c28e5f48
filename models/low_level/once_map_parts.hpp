// What OnceMap's protocol (models/once_map/protocol.hpp) is made of, from atomics: dashmap's lock of a shard, tokio's
// Notify, and block_on of a thread that waits.
#pragma once

#include <deque>

#include "models/low_level/notify.hpp"
#include "models/low_level/parker.hpp"
#include "models/low_level/parking_rw_lock.hpp"
#include "models/low_level/spin_rw_lock.hpp"

namespace impasse::models::low_level {

template <class P>
class BlockingNotify {
  public:
    using Word = unsigned;

    // Notified's state before its first poll.
    Word notified() { return notify_.snapshot(); }
    void block_until_after(Word snapshot) {
        ThreadNotify<P>& me = threads_.emplace_back();
        typename Notify<P, ThreadNotify<P>>::Notified notified(notify_, snapshot);
        me.block_on([&](ThreadNotify<P>& waker) { return notified.poll(waker); });
    }
    void notify_waiters() { notify_.notify_waiters(); }

  private:
    Notify<P, ThreadNotify<P>> notify_;
    // Each is an Arc in the original, which whoever wakes keeps alive.
    std::deque<ThreadNotify<P>> threads_;
};

// dashmap 5's lock, as in OnceMap, or 3's, with fewer steps to search.
template <class P, template <class> class Lock = ParkingRwLock>
struct OnceMapParts {
    using Shard = Lock<P>;
    using Notify = BlockingNotify<P>;
};

}  // namespace impasse::models::low_level
