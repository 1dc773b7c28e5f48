// What is left waiting when a map is dropped, or when the scenario ends; and what is none of our
// business: a job that nobody waits for, and a wait that its own owner gave up.
#include <memory>

#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/once_map/revisions.hpp"

namespace impasse::scenarios {

namespace {

// The waiter shares the Notify, so it pends on when the map is gone (truth table row 17).
template <class Map>
void map_is_dropped() {
    rt::Runtime runtime;
    runtime.block_on([] {
        auto map = std::unique_ptr<Map>(new Map(1, one_shard));
        map->register_key(0);
        auto waiter = rt::spawn("waiter", [&] { rt::await(map->wait(0)); });
        rt::await(rt::yield_now());
        map.reset();
    });
}

template <class Map>
void scenario_ends() {
    Map map(1, one_shard);
    map.register_key(0);
    rt::Runtime runtime;
    runtime.block_on([&map] {
        auto waiter = rt::spawn("waiter", [&map] { rt::await(map.wait(0)); });
        rt::await(rt::yield_now());
    });
}

// Somebody was about to do it.
template <class Map>
void scenario_ends_early() {
    Map map(1, one_shard);
    map.register_key(0);
    rt::Runtime runtime;
    runtime.block_on([&map] {
        auto waiter = rt::spawn("waiter", [&map] { rt::await(map.wait(0)); });
        auto fetcher = rt::spawn("fetcher", [&map] {
            rt::await(rt::sleep());
            map.done(0, 1);
        });
        rt::await(rt::yield_now());
        rt::await(rt::yield_now());
    });
}

template <class Map>
void never_done() {
    Map map(1, one_shard);
    rt::Runtime runtime;
    runtime.block_on([&map] { map.register_key(0); });
}

template <class Map>
void owner_drops_the_wait() {
    Map map(1, one_shard);
    map.register_key(0);
    rt::Runtime runtime;
    runtime.block_on([&map] {
        auto waiter = rt::spawn("waiter", [&map] {
            rt::await(rt::select(rt::async([&map] { rt::await(map.wait(0)); }), rt::sleep()));
        });
        rt::await(waiter);
    });
}

template <class Map>
void add(Registry& registry) {
    const auto scenario = [&](const char* question, const char* about, void (*body)(),
                              Expectation expected) {
        Scenario made = about_revision<Map>(question, about);
        made.body = [body](const Params&) { body(); };
        made.expected = always(std::move(expected));
        registry.add(std::move(made));
    };
    const Expectation waits = finds(FindingKind::WaitersAtDrop, {"waiter", "key 0"});
    scenario("ends-while-waiting", "The scenario ends while a task still waits for a key",
             scenario_ends<Map>, waits);
    scenario("ends-while-coming",
             "The same, but another task was about to do the job: perhaps all ended too early",
             scenario_ends_early<Map>, is_free_with(FindingKind::WaitersAtDrop));
    // An entry of WaitMap that waits goes with its map, and says nothing.
    scenario("registered-never-done",
             "A job was registered and never done, and nobody waits for it", never_done<Map>,
             std::is_same_v<Map, OnWaitMap> ? is_free() : is_free_with(FindingKind::WaitersAtDrop));
    scenario("owner-drops-wait", "Whoever waits gives up on its own (select! with a sleep)",
             owner_drops_the_wait<Map>, is_free());
    // A wait on WaitMap borrows the map, so that it cannot be dropped while somebody waits.
    if constexpr (!std::is_same_v<Map, OnWaitMap>)
        scenario("dropped-while-waiting", "The map is dropped while a task still waits for a key",
                 map_is_dropped<Map>, waits);
}

}  // namespace

void once_map_drop(Registry& registry) {
    add<OnWaitMap>(registry);
    add<OnPr1183>(registry);
    add<OnPr3987>(registry);
}

}  // namespace impasse::scenarios
