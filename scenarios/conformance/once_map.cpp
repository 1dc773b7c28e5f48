// The truth table's rows about OnceMap, on both runtimes: 17 to 24.
//
// A row is what was seen on the real code (dashmap 5.5.3, tokio 1.35.1), so an `expected` here is
// an observation: it changes only with another one.
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/choose.hpp"
#include "scenarios/once_map/revisions.hpp"
#include "scenarios/runtimes.hpp"

namespace impasse::scenarios {

namespace {

using OnPr8146 = models::OnceMapPr8146<int, int>;

// assert!
void require(bool holds, const char* message, Location where = Location::current()) {
    if (!holds) panic(message, where);
}

// --- 17

//     let waiter = runtime.spawn({ let map = map.clone(); async move { map.wait(&0).await } });
//     runtime.block_on(yield_now());
//     drop(map);                          // the waiter has an Arc of its own
//     if runtime_goes { drop(runtime) }
//     assert!(waiter.await.unwrap_err().is_cancelled());
void row_17(const rt::Builder& builder, bool runtime_goes) {
    auto map = std::make_shared<OnPr3987>(1, one_shard);
    map->register_key(0);
    auto runtime = std::make_unique<rt::Runtime>(builder.options());
    auto waiter = runtime->spawn("waiter", [map] { rt::await(map->wait(0)); });
    runtime->block_on(rt::yield_now());
    map.reset();
    if (runtime_goes) {
        runtime.reset();
        require(rt::block_on(waiter).is_cancelled(), "the waiter is not Cancelled");
    } else {
        runtime->block_on(std::move(waiter));
    }
}

// --- 18 and 19

//     let waiter = tokio::spawn(async { map.wait(&0).await });
//     let fetcher = tokio::spawn(async { map.done(0, 1) });      // or the other way round
//     waiter.await; fetcher.await;
template <class Map>
void done_beside_a_wait(const rt::Builder& builder) {
    Map map(1, one_shard);
    map.register_key(0);
    auto runtime = builder.build();
    runtime.block_on([&] {
        const auto wait = [&] { return rt::spawn("waiter", [&] { rt::await(map.wait(0)); }); };
        const auto done = [&] { return rt::spawn("fetcher", [&] { map.done(0, 1); }); };
        const bool waits_first = sync::choose(2) == 0;
        auto first = waits_first ? wait() : done();
        auto second = waits_first ? done() : wait();
        rt::await(first);
        rt::await(second);
    });
}

// --- 20

//     assert!(map.wait(&0).await.is_none());
//     map.done(1, 10);
//     assert_eq!(map.wait(&1).await, Some(10));
//     map.done(1, 20);
//     assert_eq!(map.wait(&1).await, Some(20));
void row_20(const rt::Builder& builder) {
    OnPr1183 map(1, one_shard);
    auto runtime = builder.build();
    runtime.block_on([&] {
        const auto is = [&](int key, int value) {
            const auto waited = rt::await(map.wait(key));
            return waited && **waited == value;
        };
        require(!rt::await(map.wait(0)), "a wait on an unregistered key has a value");
        map.done(1, 10);
        require(is(1, 10), "a value that was not registered is not kept");
        map.done(1, 20);
        require(is(1, 20), "the second value is not the one that is kept");
    });
}

// --- 21

//     let waiter = tokio::spawn(async { map.wait(&0).await });
//     yield_now().await;
//     map.done(0, 1);                     // notifies the waiter, which runs later
//     map.remove(&0);
//     waiter.await;
void row_21(const rt::Builder& builder) {
    OnPr8146 map(1, one_shard);
    map.register_key(0);
    auto runtime = builder.build();
    runtime.block_on([&] {
        auto waiter = rt::spawn("waiter", [&] { rt::await(map.wait(0)); });
        rt::await(rt::yield_now());
        map.done(0, 1);
        require(map.remove(0).has_value(), "remove does not return the value");
        rt::await(waiter);
    });
}

// --- 22 and 23

//     tokio::spawn(async { map.done(0, 1) });
//     map.wait_blocking(&0);              // block_on(map.wait(&0)), on the only worker's thread
void row_22(const rt::Builder& builder) {
    OnPr3987 map(1, one_shard);
    map.register_key(0);
    auto runtime = builder.build();
    runtime.block_on([&] {
        rt::spawn("producer", [&] { map.done(0, 1); });
        rt::block_on(map.wait(0));
    });
}

//     tokio::spawn(async { map.done(0, 1) });
//     tokio::task::spawn_blocking(|| map.wait_blocking(&0)).await;
void row_23(const rt::Builder& builder) {
    OnPr3987 map(1, one_shard);
    map.register_key(0);
    auto runtime = builder.build();
    runtime.block_on([&] {
        rt::spawn("producer", [&] { map.done(0, 1); });
        auto blocking = rt::spawn_blocking("blocking", [&] { rt::block_on(map.wait(0)); });
        rt::await(blocking);
    });
}

// --- 24

enum class Producer : unsigned char { Panics, IsAborted, ReturnsEarly };

//     let producer = tokio::spawn(async {
//         map.register(0);
//         yield_now().await;              // fetches; then panics, or returns with an error
//         map.done(0, 1);
//     });
//     let waiter = tokio::spawn(async { map.wait(&0).await });
//     yield_now().await;
//     if aborted { producer.abort() }
//     waiter.await;
void row_24(const rt::Builder& builder, Producer what) {
    OnPr3987 map(1, one_shard);
    auto runtime = builder.build();
    runtime.block_on([&] {
        auto producer = rt::spawn("producer", [&] {
            map.register_key(0);
            rt::await(rt::yield_now());
            if (what == Producer::Panics) panic("no network");
            if (what == Producer::ReturnsEarly) return;
            map.done(0, 1);
        });
        auto waiter = rt::spawn("waiter", [&] { rt::await(map.wait(0)); });
        rt::await(rt::yield_now());
        if (what == Producer::IsAborted) producer.abort();
        rt::await(waiter);
    });
}

// --- registration

template <class Map>
Scenario row(std::string name, const char* about, std::function<void(const Params&)> body,
             std::function<Expectation(const Params&)> expected) {
    return {.name = std::move(name),
            .about = about,
            .subject = Map::kName,
            .body = std::move(body),
            .expected = std::move(expected)};
}

void add_waiters_left_alone(Registry& registry, const Runtime& on) {
    Scenario owner = row<OnPr3987>(
        on.row(17),
        "The owner drops its Arc of the map while a task waits: the waiter pends for ever, and the "
        "end of the runtime makes it Cancelled",
        [on](const Params& params) { row_17(on.builder, params["runtime-goes"] == 1); },
        [](const Params& params) {
            return finds(params["runtime-goes"] == 1 ? FindingKind::WaitersAtDrop
                                                     : FindingKind::StrandedWaiter,
                         {"waiter", "key 0"});
        });
    owner.params = {{"runtime-goes", 0, 0, 1, "0: it is awaited on, 1: the runtime is dropped"}};
    owner.sets = {{{"runtime-goes", 0}}, {{"runtime-goes", 1}}};
    registry.add(std::move(owner));

    Scenario producer = row<OnPr3987>(
        on.row(24), "The producer does not come to its done(): the waiter hangs",
        [on](const Params& params) {
            row_24(on.builder, static_cast<Producer>(params["producer"]));
        },
        [](const Params& params) {
            // The panic comes first in the finding, with the stranded waiter beside it.
            return static_cast<Producer>(params["producer"]) == Producer::Panics
                       ? finds(FindingKind::Panic, {"producer"})
                       : finds(FindingKind::StrandedWaiter, {"waiter", "key 0"});
        });
    producer.params = {{"producer", 0, 0, 2, "0: panics, 1: is aborted, 2: returns early"}};
    producer.sets = {{{"producer", 0}}, {{"producer", 1}}, {{"producer", 2}}};
    registry.add(std::move(producer));
}

void add_others(Registry& registry, const Runtime& on) {
    const auto add = [&](auto map, int number, const char* about, void (*body)(const rt::Builder&),
                         const Expectation& expected) {
        using Map = typename decltype(map)::type;
        registry.add(row<Map>(
            on.row(number), about, [body, builder = on.builder](const Params&) { body(builder); },
            always(expected)));
    };
    constexpr std::type_identity<OnPr1183> pr1183;
    constexpr std::type_identity<OnPr3987> pr3987;
    constexpr std::type_identity<OnPr8146> pr8146;
    const bool mt = on.multi_thread;
    const Expectation lost = finds(FindingKind::LostWakeup, {"waiter", "fetcher", "key 0"});

    add(pr1183, 18,
        mt ? "done() between look-up and notified(), on another worker: a lost wakeup"
           : "done() between look-up and notified(): there is no await, so it cannot come there",
        done_beside_a_wait<OnPr1183>, mt ? lost : is_free());
    add(pr3987, 19, "As 18, after the fix: free", done_beside_a_wait<OnPr3987>, is_free());
    add(pr1183, 20,
        "A wait on an unregistered key is None; a done() without register keeps its value; of two, "
        "the second one stays",
        row_20, is_free());
    add(pr8146, 21,
        mt ? "remove() between the notification and the second look: a panic, or the value"
           : "remove() between the notification and the second look: a panic",
        row_21, finds(FindingKind::Panic, {"waiter"}));
    add(pr3987, 22,
        mt ? "wait_blocking inside of block_on, whose thread is none of the workers: completes"
           : "wait_blocking inside of block_on, and the producer is a task of the same runtime: a "
             "hang",
        row_22, mt ? is_free() : finds(FindingKind::StrandedWaiter, {"main", "key 0"}));
    add(pr3987, 23, "wait_blocking in spawn_blocking: completes", row_23, is_free());
}

}  // namespace

void conformance_once_map(Registry& registry) {
    for (const Runtime& on : runtimes()) {
        add_waiters_left_alone(registry, on);
        add_others(registry, on);
    }
}

}  // namespace impasse::scenarios
