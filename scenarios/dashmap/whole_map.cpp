// Operations that go through all shards, against a thread that holds a guard: who waits for a shard
// while it holds the one before can hang with it, also by a shard without keys.
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::DashMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// Key 1 is in the last shard; one thread goes through the map, the other holds the key meanwhile.
template <class Passes, class Holds>
void against_a_ref(std::size_t shards, models::DashMapVersion version, Passes passes, Holds holds) {
    Map map(shards, key_itself, "shard", version);
    map.insert(1, 1);
    sync::jthread passing("passing", [&] { passes(map); });
    sync::jthread holding("holding", [&] {
        const auto ref = map.get(1);
        holds(map);
    });
}

void add_one(Map& map) {
    map.alter_all([](int, int value) { return value + 1; });
}

Expectation they_wait_for_each_other() {
    return finds(FindingKind::Cycle, {"passing", "holding", "shard 0", "shard 1"});
}

}  // namespace

void dashmap_whole_map(Registry& registry) {
    registry.add({.name = "dashmap/alter-all-against-ref",
                  .about = "A thread inserts in the first shard while it holds a Ref in the next, "
                           "and another calls alter_all: does that hang, and since when?",
                  .subject = "DashMap",
                  .params = {{"version", 2, 0, 2, "of dashmap: 0 is 3.11, 1 is 5.4, 2 is 6"}},
                  .sets = {{{"version", 0}}, {{"version", 1}}, {{"version", 2}}},
                  .body =
                      [](const Params& params) {
                          against_a_ref(2, static_cast<models::DashMapVersion>(params["version"]),
                                        add_one, [](Map& map) { map.insert(0, 1); });
                      },
                  .expected =
                      [](const Params& params) {
                          return params["version"] == 2 ? they_wait_for_each_other() : is_free();
                      }});
    registry.add({.name = "dashmap/len-against-iter-mut",
                  .about = "A thread calls len while it holds a Ref, and another goes through "
                           "iter_mut: does that hang, though the shard before has no keys?",
                  .subject = "DashMap",
                  .params = {{"shards", 2, 1, 2, "of the map; the key is in the last one"}},
                  .sets = {{{"shards", 1}}, {{"shards", 2}}},
                  .body =
                      [](const Params& params) {
                          against_a_ref(
                              static_cast<std::size_t>(params["shards"]),
                              models::DashMapVersion::V6,
                              [](Map& map) {
                                  for (const auto& item : map.iter_mut()) ++item.value();
                              },
                              [](Map& map) { map.len(); });
                      },
                  .expected =
                      [](const Params& params) {
                          return params["shards"] == 2 ? they_wait_for_each_other() : is_free();
                      }});
}

}  // namespace impasse::scenarios
