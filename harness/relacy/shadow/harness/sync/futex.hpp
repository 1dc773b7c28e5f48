// Linux' futex on an atomic, under Relacy. It orders nothing but itself: what a waiter sees of others, it sees by
// the word's own orders.
#pragma once

#include "harness/sync/atomic.hpp"

namespace impasse::sync {

class futex {
  public:
    explicit futex(Name name = "futex") : sleepers_(name) {}

    template <class T>
    void wait(const atomic<T>& word, T expected, Location where = Location::current()) {
        const auto changed = [&] {
            word.see_newest(where);
            return word.newest() != expected;
        };
        sleepers_.sleep_unless(changed, where);
    }
    void wake_one(Location where = Location::current()) { sleepers_.wake_one(where); }
    void wake_all(Location where = Location::current()) { sleepers_.wake_all(where); }

  private:
    relacy::Sleepers sleepers_;
};

}  // namespace impasse::sync
