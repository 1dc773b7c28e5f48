// What holds for both revisions on DashMap, and where they differ.
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/thread.hpp"
#include "models/once_map/on_dash_map.hpp"
#include "models/once_map/proposed/asserts_at_drop.hpp"

namespace impasse::models {

namespace {

using Pr1183 = OnceMapPr1183<int, int>;
using Pr3987 = OnceMapPr3987<int, int>;
using Pr8146 = OnceMapPr8146<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

template <class Map>
ScenarioResult explored_with(const std::function<void(Map&)>& body) {
    return run::explored([&] {
        Map map(1, key_itself);
        body(map);
    });
}

// What the body comes to with a task that waits for key 0, once that was polled; the body's end is
// awaited by nobody, the waiter's is.
template <class Map>
std::string with_waiter(const std::function<void(Map&)>& body) {
    return run::outcome(explored_with<Map>([&](Map& map) {
        map.register_key(0);
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto waiter = rt::spawn("waiter", [&map] { rt::await(map.wait(0)); });
            rt::await(rt::yield_now());
            body(map);
            rt::await(waiter);
        });
    }));
}

std::optional<int> value_of(const std::optional<std::shared_ptr<const int>>& waited) {
    return waited ? std::optional(**waited) : std::nullopt;
}

using Values = std::vector<std::optional<int>>;

// Runs the test against either revision. (TEMPLATE_TEST_CASE has a header of its own in Catch2 3.)
template <class Test>
void each_revision(Test test) {
    SECTION("PR 1183") { test.template operator()<Pr1183>(); }
    SECTION("PR 3987") { test.template operator()<Pr3987>(); }
}

}  // namespace

// --- rows 18 and 19: done between a waiter's look-up and its registration

template <class Map>
ScenarioResult done_in_window() {
    return explored_with<Map>([](Map& map) {
        map.register_key(0);
        sync::jthread solver("solver", [&map] { rt::block_on(map.wait(0)); });
        sync::jthread fetcher("fetcher", [&map] { map.done(0, 1); });
    });
}

TEST_CASE("PR 1183 loses a done between look-up and registration", "[once_map][row18]") {
    CHECK(run::outcome(done_in_window<Pr1183>()) == "lost-wakeup (solver, fetcher, key 0)");
}

TEST_CASE("PR 3987 loses no done", "[once_map][row19]") {
    const auto result = done_in_window<Pr3987>();
    CHECK(run::outcome(result) == "free");
    CHECK(result.exhausted);
}

TEST_CASE("a done by a task of the same worker is not lost", "[once_map][row18]") {
    each_revision([]<class Map>() {
        CHECK(run::outcome(explored_with<Map>([](Map& map) {
                  map.register_key(0);
                  rt::Runtime runtime;
                  runtime.block_on([&] {
                      auto waiter = rt::spawn("waiter", [&map] { rt::await(map.wait(0)); });
                      auto fetcher = rt::spawn("fetcher", [&map] { map.done(0, 1); });
                      rt::await(waiter);
                      rt::await(fetcher);
                  });
              })) == "free");
    });
}

// --- row 20

TEST_CASE("a wait for an unregistered key returns nothing", "[once_map][row20]") {
    each_revision([]<class Map>() {
        Values values;
        CHECK(run::outcome(explored_with<Map>([&values](Map& map) {
                  values = {value_of(rt::block_on(map.wait(0)))};
              })) == "free");
        CHECK(values == Values{std::nullopt});
    });
}

TEST_CASE("a done that was never registered keeps its value", "[once_map][row20]") {
    each_revision([]<class Map>() {
        Values values;
        CHECK(run::outcome(explored_with<Map>([&values](Map& map) {
                  map.done(0, 1);
                  values = {value_of(rt::block_on(map.wait(0))), map.register_key(0)};
              })) == "free");
        CHECK(values == Values{1, 0});
    });
}

TEST_CASE("of two values the second one stays", "[once_map][row20]") {
    each_revision([]<class Map>() {
        Values values;
        CHECK(run::outcome(explored_with<Map>([&values](Map& map) {
                  map.register_key(0);
                  map.done(0, 1);
                  values = {value_of(rt::block_on(map.wait(0)))};
                  map.done(0, 2);
                  values.push_back(value_of(rt::block_on(map.wait(0))));
              })) == "free");
        CHECK(values == Values{1, 2});
    });
}

TEST_CASE("of two threads that register a key one is to compute it", "[once_map]") {
    each_revision([]<class Map>() {
        std::set<int> computed;
        CHECK(run::outcome(explored_with<Map>([&computed](Map& map) {
                  int computes = 0;
                  {
                      const auto registers = [&] { computes += map.register_key(0); };
                      sync::jthread left("left", registers);
                      sync::jthread right("right", registers);
                  }
                  computed.insert(computes);
              })) == "free");
        CHECK(computed == std::set<int>{1});
    });
}

// --- row 21: remove

TEST_CASE("a value that is removed before its waiter looks again panics the waiter",
          "[once_map][row21]") {
    CHECK(with_waiter<Pr8146>([](Pr8146& map) {
              map.done(0, 1);
              map.remove(0);
          }) == "panic (waiter)");
    CHECK(with_waiter<Pr8146>([](Pr8146& map) {
              map.done(0, 1);
              rt::await(rt::yield_now());
              map.remove(0);
          }) == "free");
}

TEST_CASE("the waiter of an entry that is removed before its done is stranded", "[once_map]") {
    CHECK(with_waiter<Pr8146>([](Pr8146& map) {
              map.remove(0);
              map.done(0, 1);
          }) == "stranded-waiter (waiter, key 0)");
}

TEST_CASE("remove returns the value of a filled entry only, and the key is free again",
          "[once_map]") {
    Values values;
    CHECK(run::outcome(explored_with<Pr8146>([&values](Pr8146& map) {
              values = {value_of(map.remove(0)), map.register_key(0)};
              values.push_back(value_of(map.remove(0)));
              map.done(0, 1);
              values.push_back(value_of(map.remove(0)));
              values.push_back(map.register_key(0));
          })) == "free");
    CHECK(values == Values{std::nullopt, 1, std::nullopt, 1, 1});
}

// --- row 24: the producer does not come to its done

TEST_CASE("the waiter of a producer that is done goes on", "[once_map][row24]") {
    each_revision([]<class Map>() {
        CHECK(with_waiter<Map>(
                  [](Map& map) { rt::spawn("producer", [&map] { map.done(0, 1); }); }) == "free");
    });
}

TEST_CASE("the waiter of a producer that returns early is stranded", "[once_map][row24]") {
    each_revision([]<class Map>() {
        CHECK(with_waiter<Map>([](Map& map) {
                  rt::spawn("producer", [&map] {
                      if (map.register_key(0)) map.done(0, 1);
                  });
              }) == "stranded-waiter (waiter, key 0)");
    });
}

TEST_CASE("the waiter of a producer that panics is stranded", "[once_map][row24]") {
    each_revision([]<class Map>() {
        const auto result = explored_with<Map>([](Map& map) {
            map.register_key(0);
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto waiter = rt::spawn("waiter", [&map] { rt::await(map.wait(0)); });
                auto producer = rt::spawn("producer", [] { panic("no network"); });
                rt::await(waiter);
            });
        });
        CHECK(run::outcome(result) == "panic (producer)");
        REQUIRE(result.findings.size() == 1);
        CHECK(result.findings[0].also == std::vector<FindingKind>{FindingKind::StrandedWaiter});
    });
}

TEST_CASE("the waiter of a producer that is aborted is stranded", "[once_map][row24]") {
    each_revision([]<class Map>() {
        CHECK(with_waiter<Map>([](Map& map) {
                  auto producer = rt::spawn("producer", [&map] { map.done(0, 1); });
                  producer.abort();
              }) == "stranded-waiter (waiter, key 0)");
        CHECK(with_waiter<Map>([](Map& map) {
                  auto producer = rt::spawn("producer", [&map] { map.done(0, 1); });
                  rt::await(rt::yield_now());
                  producer.abort();
              }) == "free");
    });
}

TEST_CASE("the waiter for another package's name is stranded", "[once_map]") {
    each_revision([]<class Map>() {
        CHECK(with_waiter<Map>([](Map& map) { map.done(1, 1); }) ==
              "stranded-waiter (waiter, key 0)");
        CHECK(with_waiter<Map>([](Map& map) { map.done(0, 1); }) == "free");
    });
}

// --- row 17: the map is dropped while a task waits

TEST_CASE("a waiter whose map is dropped pends until its runtime is dropped", "[once_map][row17]") {
    each_revision([]<class Map>() {
        bool cancelled = false;
        const auto result = run::explored([&cancelled] {
            auto map = std::make_unique<Map>(1, key_itself);
            map->register_key(0);
            std::optional<rt::JoinHandle<rt::Unit>> waiter;
            {
                rt::Runtime runtime;
                runtime.block_on([&] {
                    waiter = rt::spawn("waiter", [&map] { rt::await(map->wait(0)); });
                    rt::await(rt::yield_now());
                    map.reset();
                    rt::await(rt::yield_now());
                });
            }
            cancelled = rt::block_on(*waiter).is_cancelled();
        });
        CHECK(run::outcome(result) == "waiters-at-drop (waiter, key 0)");
        CHECK(cancelled);
    });
}

TEST_CASE("a waiter whose map is dropped and whose runtime lives on hangs", "[once_map][row17]") {
    each_revision([]<class Map>() {
        const auto result = run::explored([] {
            auto map = std::make_unique<Map>(1, key_itself);
            map->register_key(0);
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto waiter = rt::spawn("waiter", [&map] { rt::await(map->wait(0)); });
                rt::await(rt::yield_now());
                map.reset();
                rt::await(waiter);
            });
        });
        CHECK(run::outcome(result) == "stranded-waiter (waiter, key 0)");
        REQUIRE(result.findings.size() == 1);
        CHECK(result.findings[0].also == std::vector<FindingKind>{FindingKind::WaitersAtDrop});
    });
}

// --- row 22: wait_blocking inside of block_on, the producer a task of the same runtime

TEST_CASE("a blocking wait on the worker's thread keeps its producer from running",
          "[once_map][row22]") {
    each_revision([]<class Map>() {
        CHECK(run::outcome(explored_with<Map>([](Map& map) {
                  map.register_key(0);
                  rt::Runtime runtime;
                  runtime.block_on([&] {
                      rt::spawn("producer", [&map] { map.done(0, 1); });
                      rt::block_on(map.wait(0));
                  });
              })) == "stranded-waiter (main, key 0)");
    });
}

TEST_CASE("an awaited wait on the worker's thread lets its producer run", "[once_map][row22]") {
    each_revision([]<class Map>() {
        CHECK(run::outcome(explored_with<Map>([](Map& map) {
                  map.register_key(0);
                  rt::Runtime runtime;
                  runtime.block_on([&] {
                      rt::spawn("producer", [&map] { map.done(0, 1); });
                      rt::await(map.wait(0));
                  });
              })) == "free");
    });
}

// --- what a wait holds

TEST_CASE("a wait holds nothing over its await", "[once_map]") {
    each_revision([]<class Map>() {
        const auto result = explored_with<Map>([](Map& map) {
            map.register_key(0);
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto solve = rt::spawn("solve", [&map] {
                    const auto value = rt::await(map.wait(0));
                    rt::await(rt::yield_now());
                });
                auto fetch = rt::spawn("fetch", [&map] {
                    map.done(0, 1);
                    rt::await(rt::yield_now());
                    map.register_key(1);
                });
                rt::await(solve);
                rt::await(fetch);
            });
        });
        CHECK(run::outcome(result) == "free");
        for (const Finding& hazard : result.hazards)  // key 1 is listed, as never done
            CHECK(hazard.kind == FindingKind::WaitersAtDrop);
    });
}

TEST_CASE("done wakes all who wait", "[once_map]") {
    each_revision([]<class Map>() {
        std::string log;
        CHECK(run::outcome(explored_with<Map>([&log](Map& map) {
                  log.clear();
                  map.register_key(0);
                  rt::Runtime runtime;
                  runtime.block_on([&] {
                      const auto waits = [&](char name) {
                          return [&map, &log, name] {
                              rt::await(map.wait(0));
                              log += name;
                          };
                      };
                      auto a = rt::spawn("A", waits('a'));
                      auto b = rt::spawn("B", waits('b'));
                      rt::await(rt::yield_now());
                      map.done(0, 1);
                      rt::await(a);
                      rt::await(b);
                  });
              })) == "free");
        CHECK(log == "ba");  // tokio 1.35 wakes the last waiter first
    });
}

TEST_CASE("a map that a panic drops says what an assertion there would come to", "[once_map]") {
    const auto panics = []<class Map>() {
        return run::explored([] {
            Map map(1, key_itself);
            map.register_key(0);
            panic("on the way");
        });
    };
    const auto plain = panics.operator()<OnceMapPr3987<int, int>>();
    REQUIRE(plain.findings.size() == 1);
    CHECK(plain.findings[0].summary.find("to assert there that nobody waits would abort") !=
          std::string::npos);
    const auto asserts = panics.operator()<OnceMapAssertsAtDrop<int, int>>();
    REQUIRE(asserts.findings.size() == 1);
    CHECK(asserts.findings[0].summary.find("the process aborts") != std::string::npos);
}

}  // namespace impasse::models
