// The truth table's rows about WaitMap, on both runtimes: 1 to 5, 12 to 14, 16.
//
// A row is what was seen on the real crates (waitmap 1.1.0, dashmap 3.11.10, tokio 1.35.1), so an
// `expected` here is an observation: it changes only with another one.
#include <optional>
#include <string>
#include <utility>

#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/runtimes.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

//     let solve = tokio::spawn(async { let _held = map.wait(&0).await; pause().await; });
//     let fetch = tokio::spawn(async { beside(&map) });
//     solve.await; fetch.await;
template <class Pause, class Beside>
void held_over(const rt::Builder& builder, Map& map, Pause pause, Beside beside) {
    map.insert(0, 10);
    auto runtime = builder.build();
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

void row_1(const rt::Builder& builder, int inserted) {
    Map map(1, key_itself);
    held_over(
        builder, map, [] { return rt::yield_now(); }, [=](Map& m) { m.insert(inserted, 20); });
}

void row_2(const rt::Builder& builder) {
    Map map(1, key_itself);
    held_over(
        builder, map, [] { return rt::sleep(); }, [](Map& m) { m.insert(1, 20); });
}

void row_3(const rt::Builder& builder) {
    Map map(2, key_itself);
    held_over(
        builder, map, [] { return rt::yield_now(); }, [](Map& m) { m.insert(1, 20); });
}

void row_4(const rt::Builder& builder) {
    Map map(1, key_itself);
    held_over(
        builder, map, [] { return rt::yield_now(); }, [](Map& m) { m.get(0); });
}

//     tokio::join!(async { let _held = map.wait(&0).await; yield_now().await; },
//                  async { map.insert(1, 20) });
void row_5(const rt::Builder& builder) {
    Map map(1, key_itself);
    map.insert(0, 10);
    auto runtime = builder.build();
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

// futures::poll!
template <class F>
void poll_once(F& future) {
    future.poll(rt::current_context());
}

// Says when its future was polled for the first time.
template <class F>
class Telling {
  public:
    using Output = typename F::Output;
    Telling(F future, rt::Notify& polled) : future_(std::move(future)), polled_(&polled) {}
    rt::Poll<Output> poll(rt::Context& context) {
        auto result = future_.poll(context);
        if (auto* polled = std::exchange(polled_, nullptr)) polled->notify_one();
        return result;
    }

  private:
    F future_;
    rt::Notify* polled_;
};

//     let mut a = pin!(map.wait(&0));
//     poll!(&mut a);                                  // index 0
//     map.cancel(&0);
//     let b = tokio::spawn(telling(map.wait(&0), &b_waits));
//     b_waits.notified().await;                       // index 0 of a new set
//     if dropped { drop(a) } else { poll!(&mut a) }   // clears B's slot, or overwrites it
//     map.insert(0, 1);
//     b.await;
void rows_12_and_13(const rt::Builder& builder, Becomes what) {
    Map map(1, key_itself);
    rt::Notify b_waits("B waits");
    auto runtime = builder.build();
    runtime.block_on([&] {
        std::optional a(map.wait(0));
        poll_once(*a);
        map.cancel(0);
        auto b = rt::spawn("B", [&] { rt::await(Telling(map.wait(0), b_waits)); });
        rt::await(b_waits.notified());
        if (what == Becomes::Dropped) {
            a.reset();
        } else {
            poll_once(*a);
        }
        map.insert(0, 1);
        rt::await(b);
    });
}

//     poll!(&mut first);        // index 0
//     poll!(&mut a);            // index 1
//     map.cancel(&0);
//     poll!(&mut next);         // index 0 of a new set, whose length is 1
//     drop(a);
void row_14(const rt::Builder& builder) {
    Map map(1, key_itself);
    auto runtime = builder.build();
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
void row_16(const rt::Builder& builder) {
    Map map(1, key_itself);
    auto runtime = builder.build();
    runtime.block_on([&] {
        { const auto dropped = map.wait(0); }
        map.get(0)->value();
    });
}

void row_12(const rt::Builder& builder) { rows_12_and_13(builder, Becomes::PolledAgain); }
void row_13(const rt::Builder& builder) { rows_12_and_13(builder, Becomes::Dropped); }

Scenario row(std::string name, const char* about, void (*body)(const rt::Builder&),
             const rt::Builder& builder, Expectation expected) {
    return {.name = std::move(name),
            .about = about,
            .subject = "WaitMap",
            .body = [body, builder](const Params&) { body(builder); },
            .expected = always(std::move(expected))};
}

Scenario row_1(std::string name, const rt::Builder& builder, Expectation expected) {
    Scenario first = row(
        std::move(name),
        "A Ref is held over yield_now, and another task inserts into its shard: a hang",
        [](const rt::Builder&) {}, builder, std::move(expected));
    first.params = {{"inserted", 1, 0, 1, "0: the key that is held, 1: another one"}};
    first.sets = {{{"inserted", 0}}, {{"inserted", 1}}};
    first.body = [builder](const Params& params) {
        row_1(builder, static_cast<int>(params["inserted"]));
    };
    return first;
}

void add_guards(Registry& registry, const Runtime& on) {
    const Expectation hangs =
        finds(FindingKind::Cycle, {"solve", "fetch", "shard 0", on.builder.options().name.text});
    const Expectation completes = is_free_with(FindingKind::GuardAcrossAwait);
    const auto add = [&](int number, const char* about, void (*body)(const rt::Builder&),
                         const Expectation& expected) {
        registry.add(row(on.row(number), about, body, on.builder, expected));
    };

    registry.add(row_1(on.row(1), on.builder, hangs));
    if (on.multi_thread) {
        add(2, "As 1, held over a sleep: another worker fires it, completes", row_2, completes);
    } else {
        add(2, "As 1, held over a sleep: a hang", row_2, hangs);
    }
    add(3, "As 1, a key of another shard: completes", row_3, completes);
    add(4, "As 1, the other task only gets the key: completes", row_4, completes);
    add(5, "Holder and inserter are arms of one join!, in one shard: a hang", row_5,
        finds(FindingKind::Reentry, {"main", "shard 0"}));
}

void add_wakers(Registry& registry, const Runtime& on) {
    const Expectation b_never_wakes = finds(FindingKind::StrandedWaiter, {"B", "key 0"});
    const auto add = [&](int number, const char* about, void (*body)(const rt::Builder&),
                         const Expectation& expected) {
        registry.add(row(on.row(number), about, body, on.builder, expected));
    };
    add(12, "A waits, cancel, B waits, A is polled again and takes B's slot: B never wakes", row_12,
        b_never_wakes);
    add(13, "As 12, A is dropped and clears B's slot: B never wakes", row_13, b_never_wakes);
    add(14, "A has index 1, cancel, a new set of length 1, A is dropped: its drop panics", row_14,
        finds(FindingKind::Panic, {"main"}));
    add(16, "A wait is dropped before its first poll, then the value is read: a panic", row_16,
        finds(FindingKind::Panic, {"main"}));
}

}  // namespace

void conformance_waitmap(Registry& registry) {
    for (const Runtime& on : runtimes()) {
        add_guards(registry, on);
        add_wakers(registry, on);
    }
}

}  // namespace impasse::scenarios
