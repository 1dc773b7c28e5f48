// The truth table's rows about WaitMap on a current_thread runtime: 1 to 5, 12 to 14, 16.
//
// A row is what was seen on the real crates (waitmap 1.1.0, dashmap 3.11.10, tokio 1.35.1), so an
// `expected` here is an observation: it changes only with another one.
#include <utility>

#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "models/waitmap/wait_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::WaitMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

//     let solve = tokio::spawn(async { let _held = map.wait(&0).await; pause().await; });
//     let fetch = tokio::spawn(async { beside(&map) });
//     solve.await; fetch.await;
template <class Pause, class Beside>
void held_over(Map& map, Pause pause, Beside beside) {
    map.insert(0, 10);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto solve = rt::spawn("solve", [&] {
            const auto held = rt::await(map.wait(0));
            rt::await(pause());
        });
        auto fetch = rt::spawn("fetch", [&] { beside(map); });
        rt::await(solve);
        rt::await(fetch);
    });
}

void row_1(int inserted) {
    Map map(1, key_itself);
    held_over(
        map, [] { return rt::yield_now(); }, [=](Map& m) { m.insert(inserted, 20); });
}

void row_2() {
    Map map(1, key_itself);
    held_over(
        map, [] { return rt::sleep(); }, [](Map& m) { m.insert(1, 20); });
}

void row_3() {
    Map map(2, key_itself);
    held_over(
        map, [] { return rt::yield_now(); }, [](Map& m) { m.insert(1, 20); });
}

void row_4() {
    Map map(1, key_itself);
    held_over(
        map, [] { return rt::yield_now(); }, [](Map& m) { m.get(0); });
}

//     tokio::join!(async { let _held = map.wait(&0).await; yield_now().await; },
//                  async { map.insert(1, 20) });
void row_5() {
    Map map(1, key_itself);
    map.insert(0, 10);
    rt::Runtime runtime;
    runtime.block_on([&] {
        rt::await(rt::join(rt::async([&] {
                               const auto held = rt::await(map.wait(0));
                               rt::await(rt::yield_now());
                           }),
                           rt::async([&] { map.insert(1, 20); })));
    });
}

// --- 12 to 14: a waiter keeps its index across a cancel (waitmap src/waker_set.rs: replace, remove)

enum class Becomes : unsigned char { PolledAgain, Dropped };

//     let a = tokio::spawn(async { map.wait(&0).await });
//     yield_now().await;                              // A waits at index 0
//     let b = tokio::spawn(async { map.wait(&0).await });
//     map.cancel(&0);                                 // wakes A, behind B in the queue
//     if dropped { a.abort() }
//     yield_now().await;                              // B waits at index 0 of a new set, then A
//     map.insert(0, 1);                               //   overwrites that slot, or clears it
//     a.await; b.await;
void rows_12_and_13(Becomes what) {
    Map map(1, key_itself);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto a = rt::spawn("A", [&] { rt::await(map.wait(0)); });
        rt::await(rt::yield_now());
        auto b = rt::spawn("B", [&] { rt::await(map.wait(0)); });
        map.cancel(0);
        if (what == Becomes::Dropped) a.abort();
        rt::await(rt::yield_now());
        map.insert(0, 1);
        rt::await(a);
        rt::await(b);
    });
}

// futures::poll!
template <class F>
void poll_once(F& future) {
    future.poll(rt::current_context());
}

//     poll!(&mut first);        // index 0
//     poll!(&mut a);            // index 1
//     map.cancel(&0);
//     poll!(&mut next);         // index 0 of a new set, whose length is 1
//     drop(a);
void row_14() {
    Map map(1, key_itself);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto first = map.wait(0);
        poll_once(first);
        auto a = map.wait(0);
        poll_once(a);
        map.cancel(0);
        auto next = map.wait(0);
        poll_once(next);
        { const auto dropped = std::move(a); }
    });
}

//     drop(map.wait(&0));       // never polled: the entry that it made stays behind
//     map.get(&0).unwrap().value();
void row_16() {
    Map map(1, key_itself);
    rt::Runtime runtime;
    runtime.block_on([&] {
        { const auto dropped = map.wait(0); }
        map.get(0)->value();
    });
}

template <class Row>
Scenario row(const char* name, const char* about, Row body, Expectation expected) {
    return {.name = name,
            .about = about,
            .subject = "WaitMap",
            .body = [body](const Params&) { body(); },
            .expected = always(std::move(expected))};
}

void add_guards(Registry& registry) {
    const Expectation hangs = finds(FindingKind::Cycle, {"solve", "fetch", "shard 0", "worker 0"});
    const Expectation completes = is_free_with(FindingKind::GuardAcrossAwait);

    Scenario first = row(
        "conformance/1-ct",
        "A Ref is held over yield_now, and another task inserts into its shard: a hang", [] {},
        hangs);
    first.params = {{"inserted", 1, 0, 1, "0: the key that is held, 1: another one"}};
    first.sets = {{{"inserted", 0}}, {{"inserted", 1}}};
    first.body = [](const Params& params) { row_1(static_cast<int>(params["inserted"])); };
    registry.add(std::move(first));

    registry.add(row("conformance/2-ct", "As 1, held over a sleep: a hang", row_2, hangs));
    registry.add(
        row("conformance/3-ct", "As 1, a key of another shard: completes", row_3, completes));
    registry.add(row("conformance/4-ct", "As 1, the other task only gets the key: completes", row_4,
                     completes));
    registry.add(row("conformance/5-ct",
                     "Holder and inserter are arms of one join!, in one shard: a hang", row_5,
                     finds(FindingKind::Reentry, {"main", "shard 0"})));
}

void add_wakers(Registry& registry) {
    const Expectation b_never_wakes = finds(FindingKind::StrandedWaiter, {"B", "key 0"});
    registry.add(row(
        "conformance/12-ct",
        "A waits, cancel, B waits, A is polled again and takes B's slot: B never wakes",
        [] { rows_12_and_13(Becomes::PolledAgain); }, b_never_wakes));
    registry.add(row(
        "conformance/13-ct", "As 12, A is dropped and clears B's slot: B never wakes",
        [] { rows_12_and_13(Becomes::Dropped); }, b_never_wakes));
    registry.add(row("conformance/14-ct",
                     "A has index 1, cancel, a new set of length 1, A is dropped: its drop panics",
                     row_14, finds(FindingKind::Panic, {"main"})));
    registry.add(row("conformance/16-ct",
                     "A wait is dropped before its first poll, then the value is read: a panic",
                     row_16, finds(FindingKind::Panic, {"main"})));
}

}  // namespace

void conformance_waitmap(Registry& registry) {
    add_guards(registry);
    add_wakers(registry);
}

}  // namespace impasse::scenarios
