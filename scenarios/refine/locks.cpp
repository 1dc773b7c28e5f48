// What clients of a lock can see: of dashmap's two from atomics, and of the one that our models have in their place.
// tests/refinement.py compares the outcomes as sets.
#include "harness/sync/atomic.hpp"
#include "harness/sync/lockable.hpp"
#include "harness/sync/measure.hpp"
#include "harness/sync/primitives.hpp"
#include "harness/sync/thread.hpp"
#include "models/low_level/parking_rw_lock.hpp"
#include "models/low_level/spin_rw_lock.hpp"
#include "scenarios/refine/pair.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Spinning = models::low_level::SpinRwLock<sync::Primitives>;
using Parking = models::low_level::ParkingRwLock<sync::Primitives>;

class Abstract {
  public:
    void write(Location where = Location::current()) {
        lock_.acquire(sync::Mode::Write, "guard", where);
    }
    bool try_write(Location where = Location::current()) {
        return lock_.try_acquire(sync::Mode::Write, "guard", where) != 0;
    }
    void write_unlock(Location where = Location::current()) {
        lock_.release(sync::Mode::Write, where);
    }
    bool try_read(Location where = Location::current()) {
        return lock_.try_acquire(sync::Mode::Read, "guard", where) != 0;
    }
    void read_unlock(Location where = Location::current()) {
        lock_.release(sync::Mode::Read, where);
    }
    void downgrade(Location where = Location::current()) {
        lock_.downgrade(sync::Mode::Read, "guard", where);
    }

  private:
    sync::Lockable lock_{"lock"};
};

// A writer comes and goes, beside two tries: 10 for the first, 1 for the second one that had the lock.
template <class Lock>
void tries_beside_a_writer() {
    Lock lock;
    int outcome = 0;
    {
        const sync::jthread writer("writer", [&] {
            lock.write();
            lock.write_unlock();
        });
        const sync::jthread other("other", [&] {
            if (lock.try_write()) {
                outcome += 10;
                lock.write_unlock();
            }
            if (lock.try_read()) {
                outcome += 1;
                lock.read_unlock();
            }
        });
    }
    sync::measure("outcome", outcome);
}

// A writer comes and goes, a reader tries (10 where it gets in), and another writer tries (1) which knows whether the
// first one has gone (100).
template <class Lock>
void a_writer_between_tries() {
    Lock lock;
    sync::atomic<int> gone(0, "gone");
    int read = 0;
    int wrote = 0;
    {
        const sync::jthread writer("writer", [&] {
            lock.write();
            lock.write_unlock();
            gone.store(1);
        });
        const sync::jthread reader("reader", [&] {
            if (!lock.try_read()) return;
            read = 10;
            lock.read_unlock();
        });
        const sync::jthread tries("tries", [&] {
            if (gone.load() == 1) wrote = 100;
            if (!lock.try_write()) return;
            wrote += 1;
            lock.write_unlock();
        });
    }
    sync::measure("outcome", wrote + read);
}

// What the one who becomes a reader sees (10s), and what a reader sees that tries beside it (1s; 9: it did not get in).
template <class Lock>
void a_downgrade() {
    Lock lock;
    sync::cell<int> data(0, "data");
    int kept = 0;
    int read = 9;
    {
        const sync::jthread writer("writer", [&] {
            lock.write();
            data.set(1);
            lock.downgrade();
            kept = 10 * data.get();
            lock.read_unlock();
        });
        const sync::jthread reader("reader", [&] {
            if (!lock.try_read()) return;
            read = data.get();
            lock.read_unlock();
        });
    }
    sync::measure("outcome", kept + read);
}

template <class Lock>
void add(Registry& registry, const std::string& lock, const char* subject,
         std::optional<unsigned> preemptions = {}) {
    registry.add(outcomes("refine/tries-beside-a-writer/" + lock,
                          "Which tries get the lock beside a writer?", subject,
                          tries_beside_a_writer<Lock>, preemptions));
    registry.add(outcomes("refine/a-writer-between-tries/" + lock,
                          "Can a try fail when nobody has the lock?", subject,
                          a_writer_between_tries<Lock>, preemptions));
    registry.add(outcomes("refine/a-downgrade/" + lock,
                          "Who sees what when a writer becomes a reader?", subject,
                          a_downgrade<Lock>));
}

}  // namespace

void refine_locks(Registry& registry) {
    add<Abstract>(registry, "abstract", "the lock of our models");
    add<Spinning>(registry, "spin-rw-lock", "dashmap 3.11.10: RwLock");
    add<Parking>(registry, "parking-rw-lock", "dashmap 5.5.3: RawRwLock", 4);
}

}  // namespace impasse::scenarios
