// What a WaitMap's Ref keeps out: every call that takes the write lock of its shard, and those are
// more than one would think. Each is asked with the keys in one shard and in two.
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

// wait makes sure that there is an entry, and that is an `entry` call: the write lock, before the
// first poll, and though the key is another one.
void wait_under_ref(Map& map) {
    map.insert(0, 10);
    const auto held = map.get(0);
    const auto wait = map.wait(1);
}

// The value is copied out and the Ref is gone: what the callers would have had to do.
void wait_behind_ref(Map& map) {
    map.insert(0, 10);
    std::ignore = map.get(0)->value();
    const auto wait = map.wait(1);
}

// The arm that is ready has its Ref; select! then drops the other arm, whose wait clears its waker
// under the write lock.
void race_two_keys(Map& map) {
    rt::Runtime runtime;
    runtime.block_on([&map] {
        rt::spawn("fetch", [&map] { map.insert(0, 10); });
        rt::await(rt::select_biased(rt::async([&map] { return rt::await(map.wait(0)); }),
                                    rt::async([&map] { return rt::await(map.wait(1)); })));
    });
}

// The same, with each arm letting go of its Ref before it returns.
void race_two_copies(Map& map) {
    rt::Runtime runtime;
    runtime.block_on([&map] {
        rt::spawn("fetch", [&map] { map.insert(0, 10); });
        const auto copy = [&map](int key) {
            return rt::async([&map, key] { return rt::await(map.wait(key))->value(); });
        };
        rt::await(rt::select_biased(copy(0), copy(1)));
    });
}

void add(Registry& registry, const char* name, const char* about, void (*body)(Map&),
         Expectation in_one_shard) {
    Scenario scenario = about_waitmap(name, about);
    scenario.params = {{"shards", 1, 1, 2, "1: both keys fall in one shard, 2: in two"}};
    scenario.sets = {{{"shards", 1}}, {{"shards", 2}}};
    scenario.body = [body](const Params& params) {
        Map map(static_cast<std::size_t>(params["shards"]), key_itself);
        body(map);
    };
    scenario.expected = [in_one_shard = std::move(in_one_shard)](const Params& params) {
        return params["shards"] == 1 ? in_one_shard : is_free();
    };
    registry.add(std::move(scenario));
}

}  // namespace

void waitmap_held_shard(Registry& registry) {
    const Expectation hangs = finds(FindingKind::Reentry, {"main", "shard 0"});
    add(registry, "wait-under-ref",
        "A Ref is alive where a wait on another key is begun: does the call hang?", wait_under_ref,
        hangs);
    add(registry, "wait-behind-ref", "The same, with the value copied and the Ref dropped before",
        wait_behind_ref, is_free());
    add(registry, "select-two-keys",
        "select! over the waits of two keys: does the drop of the slower one hang under the faster "
        "one's Ref?",
        race_two_keys, hangs);
    add(registry, "select-two-copies",
        "The same, with arms that copy the value and let go of their Ref", race_two_copies,
        is_free());
}

}  // namespace impasse::scenarios
