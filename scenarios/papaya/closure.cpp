// The closure that makes a key's value needs another thread, which uses the same key. papaya calls
// closures with nothing held, and drops what they made if somebody else was first; DashMap calls
// them under the lock of the entry's shard.
#include "harness/core/invariant.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/papaya/hash_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

void on_papaya() {
    models::papaya::HashMap<int, int> map(1, key_itself);
    sync::thread filler("filler", [&] { map.pin().insert(0, 1); });
    const auto pinned = map.pin();
    const int* value = pinned.get_or_insert_with(0, [&] {
        filler.join();
        return 2;
    });
    INVARIANT(*value == 1, "the filler was first");
    if (filler.joinable()) filler.join();
}

void on_dash_map() {
    models::DashMap<int, int> map(1, key_itself);
    sync::thread filler("filler", [&] { map.insert(0, 1); });
    map.entry(0).or_insert_with([&] {
        filler.join();
        return 2;
    });
    if (filler.joinable()) filler.join();
}

}  // namespace

void papaya_closure(Registry& registry) {
    registry.add({.name = "papaya/closure-waits-for-insert",
                  .about = "get_or_insert_with's closure waits for a thread that inserts the same "
                           "key: does that hang?",
                  .subject = "papaya",
                  .body = [](const Params&) { on_papaya(); },
                  .expected = always(is_free())});
    registry.add({.name = "papaya/closure-waits-for-insert/dashmap",
                  .about = "The same with or_insert_with of a DashMap's entry",
                  .subject = "DashMap",
                  .body = [](const Params&) { on_dash_map(); },
                  .expected = always(finds(FindingKind::Cycle, {"main", "filler", "shard 0"}))});
}

}  // namespace impasse::scenarios
