// get_mut and wait_mut: unique borrows, and what they keep out.
#include <memory>
#include <set>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"
#include "models/waitmap/testing.hpp"

namespace impasse::models {

TEST_CASE("get_mut changes a value in its place", "[waitmap]") {
    int read = 0;
    CHECK(run::outcome(explored_with(1, [&read](Map& map) {
              map.insert(0, 1);
              map.get_mut(0)->value_mut() = 2;
              read = map.get(0)->value();
              if (map.get_mut(1)) panic("there is no key 1");
          })) == "free");
    CHECK(read == 2);
}

TEST_CASE("the value of a waiting entry panics, borrowed either way", "[waitmap]") {
    const auto read = [](void (*reads)(Map&)) {
        return run::outcome(explored_with(1, [reads](Map& map) {
            const auto wait = map.wait(0);
            reads(map);
        }));
    };
    CHECK(read([](Map& map) { map.get(0)->value(); }) == "panic (main)");
    CHECK(read([](Map& map) { map.get_mut(0)->value(); }) == "panic (main)");
    CHECK(read([](Map& map) { map.get_mut(0)->value_mut() = 1; }) == "panic (main)");
    CHECK(read([](Map& map) { map.get_mut(0)->key(); }) == "free");
}

TEST_CASE("a RefMut keeps readers out, and a Ref lets them in", "[waitmap]") {
    const auto beside = [](auto hold) {
        return run::outcome(explored_with(1, [hold](Map& map) {
            map.insert(0, 1);
            const auto held = hold(map);
            map.get(0);
        }));
    };
    CHECK(beside([](Map& map) { return map.get(0); }) == "free");
    CHECK(beside([](Map& map) { return map.get_mut(0); }) == "reentry (main, shard 0)");
    CHECK(beside([](Map& map) { return rt::block_on(map.wait(0)); }) == "free");
    CHECK(beside([](Map& map) { return rt::block_on(map.wait_mut(0)); }) ==
          "reentry (main, shard 0)");
}

TEST_CASE("wait_mut waits as wait does", "[waitmap]") {
    const auto waits = [](void (*then)(Map&)) {
        return run::outcome(explored_with(1, [then](Map& map) {
            sync::jthread waiter("waiter", [&map] {
                if (const auto held = rt::block_on(map.wait_mut(0))) held->value();
            });
            then(map);
        }));
    };
    CHECK(waits([](Map& map) { map.insert(0, 1); }) == "free");
    CHECK(waits([](Map&) {}) == "stranded-waiter (waiter, key 0)");
}

TEST_CASE("two wait_mut take turns", "[waitmap]") {
    std::set<int> sums;
    CHECK(run::outcome(explored_with(1, [&sums](Map& map) {
              map.insert(0, 0);
              {
                  const auto add = [&map] { rt::block_on(map.wait_mut(0))->value_mut() += 1; };
                  sync::jthread left("left", add);
                  sync::jthread right("right", add);
              }
              sums.insert(map.get(0)->value());
          })) == "free");
    CHECK(sums == std::set<int>{2});
}

TEST_CASE("dropping a pending wait_mut takes the write lock once it was polled", "[waitmap]") {
    const auto dropped = [](bool polled) {
        return run::outcome(explored_with(1, [polled](Map& map) {
            map.insert(1, 1);
            auto wait = std::make_unique<Map::WaitMut>(map.wait_mut(0));
            if (polled) poll_once(*wait);
            const auto ref = map.get(1);
            wait.reset();
        }));
    };
    CHECK(dropped(true) == "reentry (main, shard 0)");
    CHECK(dropped(false) == "free");
}

TEST_CASE("a RefMut over a yield hangs a task that gets, a Ref does not", "[waitmap]") {
    const auto held_over = [](auto hold) {
        return run::outcome(explored_with(1, [hold](Map& map) {
            map.insert(0, 1);
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto solve = rt::spawn("solve", [&] {
                    const auto held = hold(map);
                    rt::await(rt::yield_now());
                });
                auto fetch = rt::spawn("fetch", [&] { map.get(0); });
                rt::await(solve);
                rt::await(fetch);
            });
        }));
    };
    CHECK(held_over([](Map& map) { return rt::await(map.wait_mut(0)); }) ==
          "cycle (solve, fetch, shard 0, worker 0)");
    CHECK(held_over([](Map& map) { return rt::await(map.wait(0)); }) == "free");
}

}  // namespace impasse::models
