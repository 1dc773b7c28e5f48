// What uv gained by papaya in place of DashMap: a task looks a value up and keeps what it got over
// a yield, while another task inserts the same key. DashMap's Ref holds the shard; papaya's guard
// holds nothing, and the value that was seen stays.
#include "harness/core/invariant.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/papaya/hash_map.hpp"
#include "scenarios/registry.hpp"
#include "scenarios/runtimes.hpp"

namespace impasse::scenarios {

namespace {

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

//     let solve = tokio::spawn(async { let _held = look(&map); yield_now().await; });
//     let fetch = tokio::spawn(async { insert(&map) });
//     solve.await; fetch.await;
template <class Solve, class Fetch>
void two_tasks(const rt::Builder& builder, Solve solve, Fetch fetch) {
    auto runtime = builder.build();
    runtime.block_on([&] {
        auto solving = rt::spawn("solve", solve);
        auto fetching = rt::spawn("fetch", fetch);
        rt::await(solving);
        rt::await(fetching);
    });
}

void on_papaya(const rt::Builder& builder) {
    models::papaya::HashMap<int, int> map(1, key_itself);
    map.pin().insert(0, 10);
    two_tasks(
        builder,
        [&] {
            const auto pinned = map.pin_owned();
            const int* held = pinned.get(0);
            const int before = *held;
            rt::await(rt::yield_now());
            INVARIANT(*held == before, "a value that a guard saw is never changed");
        },
        [&] { map.pin().insert(0, 20); });
}

void on_dash_map(const rt::Builder& builder) {
    models::DashMap<int, int> map(1, key_itself);
    map.insert(0, 10);
    two_tasks(
        builder,
        [&] {
            const auto held = map.get(0);
            rt::await(rt::yield_now());
        },
        [&] { map.insert(0, 20); });
}

}  // namespace

void papaya_reference_across_yield(Registry& registry) {
    for (const Runtime& runtime : runtimes()) {
        const std::string name =
            std::string("papaya/reference-across-yield") + (runtime.multi_thread ? "-mt" : "-ct");
        registry.add({.name = name,
                      .about = "A task keeps a value of a papaya map over a yield while another "
                               "task inserts its key: does that hang?",
                      .subject = "papaya",
                      .body = [builder = runtime.builder](const Params&) { on_papaya(builder); },
                      .expected = always(is_free())});
        registry.add({.name = name + "/dashmap",
                      .about = "The same with a Ref of a DashMap",
                      .subject = "DashMap",
                      .body = [builder = runtime.builder](const Params&) { on_dash_map(builder); },
                      .expected = always(finds(FindingKind::Cycle,
                                               {"solve", "fetch", "shard 0",
                                                runtime.multi_thread ? "workers" : "worker 0"}))});
    }
}

}  // namespace impasse::scenarios
