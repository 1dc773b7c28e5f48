#include "models/waitmap/wait_map.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/thread.hpp"
#include "models/waitmap/testing.hpp"

namespace impasse::models {

namespace {

using Outcomes = std::set<std::string>;

// What it comes to that solve holds the Ref of key 0 over an await of `pause()`, while fetch,
// spawned after it on the same worker, does something to the map.
template <class Pause>
ScenarioResult held_over(std::size_t shards, Pause pause, const std::function<void(Map&)>& fetch) {
    return explored_with(shards, [&](Map& map) {
        map.insert(0, 10);
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto solve = rt::spawn("solve", [&] {
                const auto ref = rt::await(map.wait(0));
                rt::await(pause());
            });
            auto other = rt::spawn("fetch", [&] { fetch(map); });
            rt::await(solve);
            rt::await(other);
        });
    });
}

rt::YieldNow yields() { return rt::yield_now(); }
rt::Sleep sleeps() { return rt::sleep(); }

const std::string kHangs = "cycle (solve, fetch, shard 0, worker 0)";

// One poll of a Wait, by a task that then suspends until it is polled again; says when it has a
// value.
auto waiter(Map& map, int key, std::string& log, char name) {
    return rt::async([&map, key, &log, name] {
        rt::await(map.wait(key));
        log += name;
    });
}

}  // namespace

// --- rows of the truth table

TEST_CASE("a Ref over a yield and an insert of the same key hang", "[waitmap][row1]") {
    CHECK(run::outcome(held_over(1, yields, [](Map& map) { map.insert(0, 20); })) == kHangs);
}

TEST_CASE("a Ref over a yield and an insert into the same shard hang", "[waitmap][row1]") {
    CHECK(run::outcome(held_over(1, yields, [](Map& map) { map.insert(1, 20); })) == kHangs);
}

TEST_CASE("a Ref that is gone before the yield and an insert do not hang", "[waitmap][row1]") {
    const auto result = explored_with(1, [](Map& map) {
        map.insert(0, 10);
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto solve = rt::spawn("solve", [&] {
                rt::await(map.wait(0));
                rt::await(rt::yield_now());
            });
            auto fetch = rt::spawn("fetch", [&] { map.insert(0, 20); });
            rt::await(solve);
            rt::await(fetch);
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.hazards.empty());
}

TEST_CASE("a Ref over a sleep and an insert into the same shard hang", "[waitmap][row2]") {
    CHECK(run::outcome(held_over(1, sleeps, [](Map& map) { map.insert(1, 20); })) == kHangs);
}

TEST_CASE("a Ref over a yield does not hold up another shard", "[waitmap][row3]") {
    const auto result = held_over(2, yields, [](Map& map) { map.insert(1, 20); });
    CHECK(run::outcome(result) == "free");
    REQUIRE(result.hazards.size() == 1);
    CHECK(result.hazards[0].kind == FindingKind::GuardAcrossAwait);
    CHECK(result.hazards[0].participants == std::vector<std::string>{"solve", "shard 0"});
}

TEST_CASE("a Ref over a yield does not hold up a get", "[waitmap][row4]") {
    CHECK(run::outcome(held_over(1, yields, [](Map& map) { map.get(0); })) == "free");
}

TEST_CASE("a Ref over a yield holds up even the poll of a wait", "[waitmap][row4]") {
    CHECK(run::outcome(held_over(1, yields, [](Map& map) { rt::await(map.wait(0)); })) == kHangs);
}

TEST_CASE("holder and inserter as arms of one join are one agent", "[waitmap][row5]") {
    const auto joined = [](std::size_t shards) {
        return run::outcome(explored_with(shards, [](Map& map) {
            map.insert(0, 10);
            rt::Runtime runtime;
            runtime.block_on([&] {
                rt::await(rt::join(rt::async([&] {
                                       const auto ref = rt::await(map.wait(0));
                                       rt::await(rt::yield_now());
                                   }),
                                   rt::async([&] { map.insert(1, 20); })));
            });
        }));
    };
    CHECK(joined(1) == "reentry (main, shard 0)");
    CHECK(joined(2) == "free");
}

// A waits at index 0, the key is cancelled, and B waits before A is polled again: A's index is B's
// now. `then` is what becomes of A.
ScenarioResult two_waiters_and_a_cancel(std::string& log, void (*then)(rt::JoinHandle<rt::Unit>&)) {
    return explored_with(1, [&log, then](Map& map) {
        log.clear();
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto a = rt::spawn("A", waiter(map, 0, log, 'a'));
            rt::await(rt::yield_now());
            auto b = rt::spawn("B", waiter(map, 0, log, 'b'));
            map.cancel(0);
            then(a);
            rt::await(rt::yield_now());
            map.insert(0, 1);
            rt::await(a);
            rt::await(b);
        });
    });
}

TEST_CASE("a waiter that is polled again after a cancel takes the next one's slot",
          "[waitmap][row12]") {
    std::string log;
    const auto result = two_waiters_and_a_cancel(log, [](rt::JoinHandle<rt::Unit>&) {});
    CHECK(run::outcome(result) == "stranded-waiter (B, key 0)");
    CHECK(log == "a");
}

TEST_CASE("a waiter that is dropped after a cancel clears the next one's slot",
          "[waitmap][row13]") {
    std::string log;
    const auto result =
        two_waiters_and_a_cancel(log, [](rt::JoinHandle<rt::Unit>& a) { a.abort(); });
    CHECK(run::outcome(result) == "stranded-waiter (B, key 0)");
    CHECK(log.empty());
}

TEST_CASE("without a cancel both waiters wake, in the order of their first poll",
          "[waitmap][row12]") {
    std::string log;
    const auto result = explored_with(1, [&log](Map& map) {
        log.clear();
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto a = rt::spawn("A", waiter(map, 0, log, 'a'));
            auto b = rt::spawn("B", waiter(map, 0, log, 'b'));
            rt::await(rt::yield_now());
            map.insert(0, 1);
            rt::await(a);
            rt::await(b);
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(log == "ab");
}

TEST_CASE("a wait that was dropped before its first poll leaves an entry whose value panics",
          "[waitmap][row16]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              { const auto never_polled = map.wait(0); }
              map.get(0)->value();
          })) == "panic (main)");
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              { const auto never_polled = map.wait(0); }
              map.insert(0, 1);
              map.get(0)->value();
          })) == "free");
}

// --- cancel

TEST_CASE("cancel ends a wait with nothing", "[waitmap]") {
    std::string log;
    const auto ended = [&log](void (*ends)(Map&)) {
        return run::outcome(explored_with(1, [&log, ends](Map& map) {
            log.clear();
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto wait =
                    rt::spawn("waiter", [&] { log = rt::await(map.wait(0)) ? "value" : "none"; });
                rt::await(rt::yield_now());
                ends(map);
                rt::await(wait);
            });
        }));
    };
    CHECK(ended([](Map& map) { map.cancel(0); }) == "free");
    CHECK(log == "none");
    CHECK(ended([](Map& map) { map.insert(0, 1); }) == "free");
    CHECK(log == "value");
    CHECK(ended([](Map& map) { map.cancel(1); }) == "stranded-waiter (waiter, key 0)");
}

TEST_CASE("cancel takes a waiting entry only", "[waitmap]") {
    std::vector<bool> cancelled;
    CHECK(run::outcome(explored_with(1, [&](Map& map) {
              cancelled = {map.cancel(0)};
              { const auto wait = map.wait(0); }
              cancelled.push_back(map.cancel(0));
              map.insert(0, 1);
              cancelled.push_back(map.cancel(0));
          })) == "free");
    CHECK(cancelled == std::vector<bool>{false, true, false});
}

TEST_CASE("cancel_all ends the waits of every shard and keeps the values", "[waitmap]") {
    std::string log;
    CHECK(run::outcome(explored_with(2, [&log](Map& map) {
              log.clear();
              map.insert(2, 1);
              rt::Runtime runtime;
              runtime.block_on([&] {
                  auto a = rt::spawn("A", waiter(map, 0, log, 'a'));
                  auto b = rt::spawn("B", waiter(map, 1, log, 'b'));
                  rt::await(rt::yield_now());
                  map.cancel_all();
                  rt::await(a);
                  rt::await(b);
                  if (map.get(2)->value() == 1) log += "!";
              });
          })) == "free");
    CHECK(log == "ab!");
}

TEST_CASE("a wait that begins after cancel_all waits for ever", "[waitmap]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              map.cancel_all();
              rt::block_on(map.wait(0));
          })) == "stranded-waiter (main, key 0)");
}

TEST_CASE("cancel_all wakes under the lock, so a woken thread cannot see the entry any more",
          "[waitmap]") {
    Outcomes seen;
    CHECK(run::outcome(explored_with(1, [&seen](Map& map) {
              sync::jthread waits(
                  "waiter", [&] { seen.insert(rt::block_on(map.wait(0)) ? "value" : "none"); });
              map.cancel_all();
              map.insert(0, 1);
          })) == "free");
    CHECK(seen == Outcomes{"none", "value"});
}

// --- which lock a wait takes when

TEST_CASE("wait takes the write lock before it is polled", "[waitmap]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              map.insert(1, 1);
              const auto ref = map.get(1);
              const auto wait = map.wait(0);
          })) == "reentry (main, shard 0)");
}

TEST_CASE("dropping a wait takes the write lock once it was polled", "[waitmap]") {
    const auto dropped = [](bool polled) {
        return run::outcome(explored_with(1, [polled](Map& map) {
            map.insert(1, 1);
            auto wait = std::make_unique<Map::Wait>(map.wait(0));
            if (polled) poll_once(*wait);
            const auto ref = map.get(1);
            wait.reset();
        }));
    };
    CHECK(dropped(true) == "reentry (main, shard 0)");
    CHECK(dropped(false) == "free");
}

TEST_CASE("dropping a wait that has its value takes no lock", "[waitmap]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              auto wait = std::make_unique<Map::Wait>(map.wait(0));
              poll_once(*wait);
              map.insert(0, 1);
              const auto ref = poll_once(*wait).take();
              wait.reset();
          })) == "free");
}

TEST_CASE("dropping a wait that was cancelled takes the write lock once more", "[waitmap]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              map.insert(1, 1);
              auto wait = std::make_unique<Map::Wait>(map.wait(0));
              poll_once(*wait);
              map.cancel(0);
              poll_once(*wait);
              const auto ref = map.get(1);
              wait.reset();
          })) == "reentry (main, shard 0)");
}

TEST_CASE("a wait on a filled key goes from writer to reader with nobody in between", "[waitmap]") {
    std::set<int> seen;
    CHECK(run::outcome(explored_with(1, [&seen](Map& map) {
              map.insert(0, 1);
              sync::jthread writer("writer", [&map] { map.insert(0, 2); });
              const auto ref = rt::block_on(map.wait(0));
              seen.insert(ref->value());
          })) == "free");
    CHECK(seen == std::set<int>{1, 2});
}

TEST_CASE("a Ref of a wait lets readers in and keeps writers out", "[waitmap]") {
    const auto with_ref = [](void (*call)(Map&)) {
        return run::outcome(explored_with(1, [call](Map& map) {
            map.insert(0, 1);
            const auto ref = rt::block_on(map.wait(0));
            call(map);
        }));
    };
    CHECK(with_ref([](Map& map) { map.get(0); }) == "free");
    CHECK(with_ref([](Map& map) { map.insert(0, 2); }) == "reentry (main, shard 0)");
    CHECK(with_ref([](Map& map) { map.cancel(1); }) == "reentry (main, shard 0)");
    CHECK(with_ref([](Map& map) { std::ignore = map.wait(1); }) == "reentry (main, shard 0)");
}

// --- insert

TEST_CASE("insert wakes outside of the lock", "[waitmap]") {
    const auto result = explored_with(1, [](Map& map) {
        sync::jthread waits("waiter", [&map] { rt::block_on(map.wait(0)); });
        map.insert(0, 1);
    });
    CHECK(run::outcome(result) == "free");
}

TEST_CASE("an insert before, during or after the poll of a wait is not lost", "[waitmap]") {
    const auto two = [](bool inserts) {
        return run::explored([inserts] {
            Map map(1, key_itself);
            sync::jthread left("left", [&map] { rt::block_on(map.wait(0)); });
            sync::jthread right("right", [&map] { rt::block_on(map.wait(0)); });
            if (inserts) map.insert(0, 1);
        });
    };
    CHECK(run::outcome(two(true)) == "free");
    CHECK(run::outcome(two(false)) == "stranded-waiter (left, key 0)");
}

// --- row 14: an index past the end of a new set

TEST_CASE("a waiter whose index is past the end of a new set panics when it is dropped",
          "[waitmap][row14]") {
    CHECK(run::outcome(explored_with(1, [](Map& map) {
              Map::Wait first = map.wait(0);
              poll_once(first);
              const auto next = std::make_unique<std::optional<Map::Wait>>();
              Map::Wait second = map.wait(0);
              poll_once(second);
              map.cancel(0);
              next->emplace(map.wait(0));
              poll_once(**next);
          })) == "panic (main)");
}

// Two waiters, of which `second` is a task; a cancel; a new set of length 1; then `second` is
// dropped, by an abort or with its runtime. Says what its handle reports.
template <class Second>
std::string second_is_dropped(Second second, bool by_abort) {
    std::string report;
    const auto result = explored_with(1, [&](Map& map) {
        report.clear();
        auto handle = std::make_unique<
            std::optional<rt::JoinHandle<typename std::invoke_result_t<Second, Map&>::Output>>>();
        Map::Wait first = map.wait(0);
        poll_once(first);
        const auto next = std::make_unique<std::optional<Map::Wait>>();
        {
            rt::Runtime runtime;
            runtime.block_on([&] {
                handle->emplace(rt::spawn("second", second(map)));
                rt::await(rt::yield_now());
                map.cancel(0);
                next->emplace(map.wait(0));
                poll_once(**next);
                if (by_abort) (*handle)->abort();
            });
            if (by_abort) runtime.block_on(rt::yield_now());
        }
        const auto joined = rt::block_on(**handle);
        report = joined.is_panic() ? "panic" : joined.is_cancelled() ? "cancelled" : "value";
    });
    return run::outcome(result) + ", " + report;
}

TEST_CASE("a panic in the destructor of an aborted future is its task's result",
          "[waitmap][row14]") {
    const auto future = [](Map& map) { return map.wait(0); };
    const auto body = [](Map& map) { return rt::async([&map] { rt::await(map.wait(0)); }); };
    CHECK(second_is_dropped(future, true) == "panic (second), panic");
    CHECK(second_is_dropped(body, true) == "panic (second), panic");
}

TEST_CASE(
    "a panic in the destructor of a future that is dropped with its runtime is its task's "
    "result, on the thread that drops it",
    "[waitmap][row14]") {
    const auto future = [](Map& map) { return map.wait(0); };
    const auto body = [](Map& map) { return rt::async([&map] { rt::await(map.wait(0)); }); };
    CHECK(second_is_dropped(future, false) == "panic (main), panic");
    CHECK(second_is_dropped(body, false) == "panic (main), panic");
}

}  // namespace impasse::models
