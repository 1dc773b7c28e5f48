// A thread that has a read lock asks for it again, or for the write lock, while others want it too.
// Whether that hangs is the lock's own rule: Rust's std, parking_lot, dashmap, C++ and tokio each have
// theirs, and code that moves from one to the other changes with it (parking_lot#212, rust#101194). tokio's is in
// recursion_of_tasks.cpp.
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/parking_lot/rw_lock.hpp"
#include "models/rust_std/rw_lock.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using StdRwLock = models::rust_std::RwLock<int>;
using RwLock = models::parking_lot::RwLock<int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

void rust_std(const Params&) {
    StdRwLock lock(0, "lock");
    const sync::jthread writer("writer", [&] { *lock.write().unwrap() = 1; });
    const sync::jthread reader("reader", [&] {
        const auto first = lock.read().unwrap();
        const auto second = lock.read().unwrap();
    });
}

void parking_lot(const Params&) {
    RwLock lock(0, "lock");
    const sync::jthread writer("writer", [&] { *lock.write() = 1; });
    const sync::jthread reader("reader", [&] {
        const auto first = lock.read();
        const auto second = lock.read();
    });
}

void parking_lot_recursive(const Params&) {
    RwLock lock(0, "lock");
    const sync::jthread writer("writer", [&] { *lock.write() = 1; });
    const sync::jthread reader("reader", [&] {
        const auto first = lock.read();
        const auto second = lock.read_recursive();
    });
}

void dashmap(const Params&) {
    models::DashMap<int, int> map(1, key_itself);
    map.insert(0, 0);
    const sync::jthread writer("writer", [&] { map.insert(0, 1); });
    const sync::jthread reader("reader", [&] {
        const auto first = map.get(0);
        const auto second = map.get(0);
    });
}

void shared_mutex(sync::Preference preference) {
    sync::shared_mutex lock("lock", sync::Unlocks::Step, preference);
    const sync::jthread writer("writer", [&] { const sync::lock_guard guard(lock); });
    const sync::jthread reader("reader", [&] {
        const sync::shared_lock first(lock);
        const sync::shared_lock second(lock);
    });
}

// Both read, and both want to write what they have read.
template <class Write>
void two_read_and_write(const Write& write) {
    RwLock lock(0, "lock");
    const sync::jthread first(Name("reader", 0), [&] { write(lock); });
    const sync::jthread second(Name("reader", 1), [&] { write(lock); });
}

}  // namespace

void locks_recursion(Registry& registry) {
    const auto add = [&](const char* name, const char* about, const char* subject,
                         std::function<void(const Params&)> body, Expectation expected) {
        registry.add({.name = name,
                      .about = about,
                      .subject = subject,
                      .body = std::move(body),
                      .expected = always(std::move(expected))});
    };
    const char* twice = "A thread reads, and reads again while a writer waits: does it hang?";
    const Expectation hangs = finds(FindingKind::Cycle, {"reader", "writer", "lock"});
    add("locks/read-twice/rust-std", twice, "std::sync::RwLock", rust_std, hangs);
    add("locks/read-twice/parking-lot", twice, "parking_lot::RwLock", parking_lot, hangs);
    add("locks/read-twice/parking-lot-recursive",
        "The same, but the second time it calls read_recursive", "parking_lot: read_recursive",
        parking_lot_recursive, is_free());
    add("locks/read-twice/dashmap", twice, "DashMap", dashmap, is_free());
    add(
        "locks/read-twice/glibc", twice, "std::shared_mutex of glibc",
        [](const Params&) { shared_mutex(sync::Preference::Readers); }, is_free());
    add(
        "locks/read-twice/libc++", twice, "std::shared_mutex of libc++",
        [](const Params&) { shared_mutex(sync::Preference::Claim); }, hangs);
    add(
        "locks/read-then-write",
        "Two threads read a lock, and each wants to write before it lets go: do they hang?",
        "parking_lot::RwLock",
        [](const Params&) {
            two_read_and_write([](RwLock& lock) {
                const auto reads = lock.read();
                *lock.write() += *reads;
            });
        },
        finds(FindingKind::Reentry, {"reader", "lock"}));
    add(
        "locks/read-then-write/upgradable", "The same, but they read with upgradable_read",
        "parking_lot: upgradable_read",
        [](const Params&) {
            two_read_and_write([](RwLock& lock) { ++*lock.upgradable_read().upgrade(); });
        },
        is_free());
}

}  // namespace impasse::scenarios
