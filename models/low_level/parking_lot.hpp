// parking_lot_core's park and unpark for one address and its neighbour (0.9, src/parking_lot.rs): a queue of
// threads behind a lock of its own, which validates before a thread is queued.
//
// A mutex and condition variables stand for the bucket and the threads' own parkers. A thread that is unparked
// saw all that was done before its unpark, there as here.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "harness/core/name.hpp"

namespace impasse::models::low_level {

template <class P>
class ParkingLot {
  public:
    enum class Queue : unsigned char { Writers, Readers };  // key, and key + 1

    // Sleeps until it is unparked, unless `valid()` says no, which runs under the bucket's lock.
    template <class Valid>
    void park(Queue queue, const Valid& valid) {
        typename P::unique_lock bucket(bucket_);
        if (!valid()) return;
        Thread me;
        queue_of(queue).push_back(&me);
        while (!me.unparked) wakes(queue).wait(bucket);
    }
    void unpark_one(Queue queue) {  // the one that has waited longest
        typename P::unique_lock bucket(bucket_);
        auto& threads = queue_of(queue);
        if (threads.empty()) return;
        threads.front()->unparked = true;
        threads.erase(threads.begin());
        wakes(queue).notify_all();
    }
    void unpark_all(Queue queue) {
        typename P::unique_lock bucket(bucket_);
        auto& threads = queue_of(queue);
        if (threads.empty()) return;
        for (Thread* thread : threads) thread->unparked = true;
        threads.clear();
        wakes(queue).notify_all();
    }

  private:
    struct Thread {
        bool unparked = false;
    };

    std::vector<Thread*>& queue_of(Queue queue) {
        return queue == Queue::Writers ? writers_ : readers_;
    }
    typename P::condition_variable& wakes(Queue queue) {
        return queue == Queue::Writers ? writers_wake_ : readers_wake_;
    }

    typename P::mutex bucket_{Name("bucket")};
    typename P::condition_variable writers_wake_{Name("parked writers")};
    typename P::condition_variable readers_wake_{Name("parked readers")};
    std::vector<Thread*> writers_;
    std::vector<Thread*> readers_;
};

}  // namespace impasse::models::low_level
