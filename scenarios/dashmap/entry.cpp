// DashMap's documentation warns that entry "may deadlock if called when holding any sort of
// reference into the map". The two readings of that warning that the review of PR #1183 asked
// about, settled.
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::DashMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

}  // namespace

void dashmap_entry(Registry& registry) {
    registry.add(
        {.name = "dashmap/get-while-entry",
         .about =
             "A thread calls get while it holds an entry of the same shard itself: does it hang?",
         .subject = "DashMap",
         .body =
             [](const Params&) {
                 Map map(1, key_itself);
                 const auto entry = map.entry(0);
                 map.get(1);
             },
         .expected = always(finds(FindingKind::Reentry, {"main", "shard 0"}))});
    registry.add({.name = "dashmap/get-while-entry-other-shard",
                  .about = "The same, but the key that is looked up falls in another shard",
                  .subject = "DashMap",
                  .body =
                      [](const Params&) {
                          Map map(2, key_itself);
                          const auto entry = map.entry(0);
                          map.get(1);
                      },
                  .expected = always(is_free())});
    registry.add(
        {.name = "dashmap/two-entries",
         .about = "Two threads call entry at the same time, holding nothing else: do they hang?",
         .subject = "DashMap",
         .body =
             [](const Params&) {
                 Map map(1, key_itself);
                 sync::jthread left("left", [&] { map.entry(0).or_insert(1); });
                 sync::jthread right("right", [&] { map.entry(0).or_insert(2); });
             },
         .expected = always(is_free())});
}

}  // namespace impasse::scenarios
