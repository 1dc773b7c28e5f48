// The hang behind uv's PR #1163, alone: a Ref that WaitMap's wait returned is alive where its task
// yields, and another task of the same worker inserts. Truth table rows 1 and 3 of the observed
// behaviour.
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

void hold_over_yield(Map& map) {
    const auto ref = rt::await(map.wait(0));
    rt::await(rt::yield_now());
}

// Two tasks on one worker; `other` is the key that fetch inserts.
void one_worker(std::size_t shards, int other) {
    Map map(shards, key_itself);
    map.insert(0, 10);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto solve = rt::spawn("solve", [&] { hold_over_yield(map); });
        auto fetch = rt::spawn("fetch", [&] { map.insert(other, 20); });
        rt::await(solve);
        rt::await(fetch);
    });
}

void own_thread() {
    Map map(1, key_itself);
    map.insert(0, 10);
    sync::jthread fetch("fetch", [&] { map.insert(1, 20); });
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto solve = rt::spawn("solve", [&] { hold_over_yield(map); });
        rt::await(solve);
    });
}

}  // namespace

void waitmap_ref_across_yield(Registry& registry) {
    registry.add(
        {.name = "waitmap/ref-across-yield",
         .about =
             "A Ref from wait() is held across a yield while another task of the worker inserts a "
             "key of the same shard: does that hang?",
         .subject = "WaitMap",
         .body = [](const Params&) { one_worker(1, 1); },
         .expected = always(finds(FindingKind::Cycle, {"solve", "fetch", "shard 0", "worker 0"}))});
    registry.add({.name = "waitmap/ref-across-yield-other-shard",
                  .about = "The same, but the inserted key falls in another shard",
                  .subject = "WaitMap",
                  .body = [](const Params&) { one_worker(2, 1); },
                  .expected = always(is_free_with(FindingKind::GuardAcrossAwait))});
    registry.add({.name = "waitmap/ref-across-yield-two-threads",
                  .about = "The same shard, but whoever inserts has a thread of its own",
                  .subject = "WaitMap",
                  .body = [](const Params&) { own_thread(); },
                  .expected = always(is_free_with(FindingKind::GuardAcrossAwait))});
}

}  // namespace impasse::scenarios
