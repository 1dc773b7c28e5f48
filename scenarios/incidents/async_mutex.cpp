// puffin #619, #624 (2023-12): the keys that were started were behind a tokio Mutex
// (puffin-traits/src/once_map.rs, 6005d7a552), which goes wrong in two ways. The fix f459e1ee50 is a
// std Mutex, whose guard is gone before anything is awaited.
#include <set>

#include "harness/rt/join.hpp"
#include "harness/rt/mutex.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "models/once_map/on_wait_map.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::WaitMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// wait_or_register of 2023-12-08: awaits the value with the mutex held.
struct AsyncOnceMap {
    explicit AsyncOnceMap(std::size_t shards) : wait_map(shards, key_itself) {}

    // Whether the caller is to compute the value.
    bool wait_or_register(int key) {
        const auto lock = rt::await(started.lock());
        if (lock->insert(key).second) return true;
        rt::await(wait_map.wait(key));
        return false;
    }
    bool register_key(int key) { return rt::await(started.lock())->insert(key).second; }
    void done(int key) { wait_map.insert(key, 1); }

    rt::Mutex<std::set<int>> started{{}, "started"};
    Map wait_map;
};

// Whoever computes registers another key before it is done.
template <class OnceMap, class WaitOrRegister>
void one_waits_in_the_mutex(OnceMap& map, WaitOrRegister wait_or_register) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto owner = rt::spawn("owner", [&] {
            wait_or_register(0);
            rt::await(rt::yield_now());
            map.register_key(1);
            map.done(0);
        });
        auto waiter = rt::spawn("waiter", [&] { wait_or_register(0); });
        rt::await(owner);
        rt::await(waiter);
    });
}

void async_wait() {
    AsyncOnceMap map(2);
    one_waits_in_the_mutex(map, [&map](int key) { return map.wait_or_register(key); });
}

struct SyncOnceMap : models::OnceMapOnWaitMap<int, int> {
    SyncOnceMap() : OnceMapOnWaitMap(2, key_itself) {}
    void done(int key) { OnceMapOnWaitMap::done(key, 1); }
};

void sync_wait() {
    SyncOnceMap map;
    one_waits_in_the_mutex(map, [&map](int key) {
        if (map.register_key(key)) return true;
        rt::await(map.wait(key));
        return false;
    });
}

// The resolver registers in a loop, with a Ref in its hands. tokio's lock counts against the
// cooperative budget, so after so many of them it is Pending though it is free: a yield that nobody
// wrote. The fetcher, another arm of the same task, then publishes into the Ref's shard.
template <class Register>
void loop_under_a_ref(Map& map, Register register_key) {
    map.insert(0, 1);
    auto runtime = rt::Builder::new_current_thread().cooperative_budget(2).build();
    runtime.block_on([&] {
        auto resolver = rt::spawn("resolver", [&] {
            rt::await(rt::join(rt::async([&] {
                                   const auto ref = rt::await(map.wait(0));
                                   for (int dependency = 1; dependency <= 3; ++dependency)
                                       register_key(dependency);
                               }),
                               rt::async([&] { map.insert(9, 1); })));
        });
        rt::await(resolver);
    });
}

void async_loop() {
    AsyncOnceMap map(1);
    loop_under_a_ref(map.wait_map, [&map](int key) { map.register_key(key); });
}

void sync_loop() {
    Map map(1, key_itself);
    std::set<int> started;
    loop_under_a_ref(map, [&started](int key) { started.insert(key); });
}

}  // namespace

void incidents_async_mutex(Registry& registry) {
    const Incident waits{
        "wait-under-an-async-mutex",
        "A task awaits a value with the map's async mutex held, and whoever computes "
        "the value needs the mutex: does it hang? (#624)"};
    add(registry,
        variant_of(waits, "as-it-was", async_wait,
                   finds(FindingKind::StrandedWaiter, {"waiter", "key 0"})),
        variant_of(waits, "fixed", sync_wait, is_free()),
        "the mutex is std's, and let go of before anything is awaited");

    const Incident yields{"a-yield-that-nobody-wrote",
                          "A loop takes a free async mutex with a Ref in its hands, and the "
                          "cooperative budget runs out: does it hang? (#619)"};
    add(registry,
        variant_of(yields, "as-it-was", async_loop,
                   finds(FindingKind::Reentry, {"resolver", "shard 0"})),
        variant_of(yields, "fixed", sync_loop, is_free()), "the mutex is std's");
}

}  // namespace impasse::scenarios
