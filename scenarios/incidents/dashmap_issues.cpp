// dashmap #79 (2020-04): a loop over many futures of one task, each with a guard alive over its sleep, spun
// at full processor load: once one of two colliding keys wants the write lock. dashmap #369 (2026-04): two
// threads, two shards, opposite orders.
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::DashMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

void join_all(std::size_t shards, bool lets_go) {
    Map map(shards, key_itself);
    map.insert(0, 1);
    map.insert(1, 1);
    rt::Runtime runtime;
    runtime.block_on([&] {
        const auto future = [&](int key) {
            return rt::async([&map, key, lets_go] {
                {
                    auto ref = map.get(key);
                    if (lets_go) ref.reset();
                    rt::await(rt::sleep());
                }
                auto ref = map.get_mut(key);
                if (lets_go) ref.reset();
                rt::await(rt::sleep());
            });
        };
        rt::await(rt::join(future(0), future(1)));
    });
}

void crosswise(bool lets_go) {
    Map map(2, key_itself);
    map.insert(0, 1);
    map.insert(1, 1);
    const auto copy = [&map, lets_go](int from, int to) {
        auto ref = map.get(from);
        const int value = **ref;
        if (lets_go) ref.reset();
        map.insert(to, value);
    };
    sync::jthread left("left", [copy] { copy(0, 1); });
    sync::jthread right("right", [copy] { copy(1, 0); });
}

}  // namespace

void incidents_dashmap_issues(Registry& registry) {
    const Incident sleeps{
        "guard-over-a-sleep",
        "Futures of one task keep a guard over a sleep, with keys in one shard: does "
        "it hang? (dashmap #79)"};
    add(registry,
        variant_of(
            sleeps, "as-it-was", [] { join_all(1, false); },
            finds(FindingKind::Reentry, {"main", "shard 0"})),
        variant_of(
            sleeps, "fixed", [] { join_all(1, true); }, is_free()),
        "the guard is gone before the sleep");

    const Incident crosses{
        "two-shards-crosswise",
        "Two threads copy between two shards in opposite directions, each with a "
        "guard alive: do they hang? (dashmap #369)"};
    add(registry,
        variant_of(
            crosses, "as-it-was", [] { crosswise(false); },
            finds(FindingKind::Cycle, {"left", "right", "shard 0", "shard 1"})),
        variant_of(
            crosses, "fixed", [] { crosswise(true); }, is_free()),
        "the value is copied, and its guard gone, before the other shard is written");
}

}  // namespace impasse::scenarios
