// The locks of dashmap's shards from atomics: what is written under a lock is seen by who has it next.
#include "harness/sync/cell.hpp"
#include "harness/sync/primitives.hpp"
#include "harness/sync/thread.hpp"
#include "models/low_level/parking_rw_lock.hpp"
#include "models/low_level/spin_rw_lock.hpp"
#include "scenarios/memory/weaken.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Spinning = models::low_level::SpinRwLock<sync::Primitives>;
using Parking = models::low_level::ParkingRwLock<sync::Primitives>;

template <class Lock>
void add_one(Lock& lock, sync::cell<int>& data) {
    lock.write();
    data.set(data.get() + 1);
    lock.write_unlock();
}
template <class Lock>
void read_it(Lock& lock, sync::cell<int>& data) {
    lock.read();
    data.get();
    lock.read_unlock();
}
template <class Lock>
void two_writers(unsigned weakened) {
    Lock lock("lock", weakened);
    sync::cell<int> data(0, "data");
    const sync::jthread first(Name("writer", 0), [&] { add_one(lock, data); });
    const sync::jthread second(Name("writer", 1), [&] { add_one(lock, data); });
}

template <class Lock>
void reader_and_writer(unsigned weakened) {
    Lock lock("lock", weakened);
    sync::cell<int> data(0, "data");
    const sync::jthread writer("writer", [&] { add_one(lock, data); });
    const sync::jthread reader("reader", [&] { read_it(lock, data); });
}

template <class Lock>
void downgrades(unsigned weakened) {
    Lock lock("lock", weakened);
    sync::cell<int> data(0, "data");
    const sync::jthread writer("writer", [&] {
        lock.write();
        data.set(1);
        lock.downgrade();
        data.get();
        lock.read_unlock();
    });
    const sync::jthread reader("reader", [&] { read_it(lock, data); });
}

// A reader and a writer may both be parked when the first writer lets go.
template <class Lock>
void two_writers_and_a_reader(unsigned weakened) {
    Lock lock("lock", weakened);
    sync::cell<int> data(0, "data");
    const sync::jthread first(Name("writer", 0), [&] { add_one(lock, data); });
    const sync::jthread second(Name("writer", 1), [&] { add_one(lock, data); });
    const sync::jthread reader("reader", [&] { read_it(lock, data); });
}

}  // namespace

void memory_locks(Registry& registry) {
    const char* both =
        "Two threads write under the lock: is all of it seen, and none waits for ever?";
    const char* reads = "One thread writes under the lock, one reads";
    const char* down = "A writer becomes a reader, beside another reader";
    const char* spin = "dashmap 3.11.10: RwLock";
    const char* park = "dashmap 5.5.3: RawRwLock";
    const Expectation writers = races("writer 0", "writer 1");
    const Expectation reader = races("reader", "writer");
    // Survivors: 2, a reader that retreats has read nothing; 6, the writer has the lock already.
    registry.add(weakens<Spinning>("memory/spin-rw-lock/two-writers", both, spin,
                                   two_writers<Spinning>, each({4, 5}, writers)));
    registry.add(weakens<Spinning>("memory/spin-rw-lock/reader-and-writer", reads, spin,
                                   reader_and_writer<Spinning>, each({1, 3, 4, 5}, reader)));
    registry.add(weakens<Spinning>("memory/spin-rw-lock/downgrade", down, spin,
                                   downgrades<Spinning>, each({1, 3, 4, 5}, reader)));
    registry.add(weakens<Parking>("memory/parking-rw-lock/two-writers", both, park,
                                  two_writers<Parking>, each({1, 2, 3, 4}, writers)));
    registry.add(weakens<Parking>("memory/parking-rw-lock/reader-and-writer", reads, park,
                                  reader_and_writer<Parking>, each({1, 2, 3, 4, 6, 7, 8}, reader)));
    registry.add(weakens<Parking>("memory/parking-rw-lock/downgrade", down, park,
                                  downgrades<Parking>, each({1, 2, 6, 7, 8, 9}, reader)));
    registry.add(weakens<Parking>(
        "memory/parking-rw-lock/two-writers-and-a-reader",
        "Two threads write under the lock, one reads: both queues of parked threads may be in use",
        park, two_writers_and_a_reader<Parking>,
        each({1, 2, 3, 5}, writers) | each({4, 6, 7, 8}, reader), 3));
}

}  // namespace impasse::scenarios
