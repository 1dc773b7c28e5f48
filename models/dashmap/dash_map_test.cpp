#include "models/dashmap/dash_map.hpp"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::models {

namespace {

using Map = DashMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// What exploring the body, with a map of that many shards, comes to.
std::string outcome_with(std::size_t shards, const std::function<void(Map&)>& body) {
    return run::outcome(run::explored([&] {
        Map map(shards, key_itself);
        body(map);
    }));
}

// One thread uses a map of one shard; what its body returns.
template <class Body>
auto alone(Body body) {
    decltype(body(std::declval<Map&>())) returned{};
    const std::string outcome = outcome_with(1, [&](Map& map) { returned = body(map); });
    REQUIRE(outcome == "free");
    return returned;
}

}  // namespace

// --- who keeps whom out: rows of the truth table

TEST_CASE("get waits for an occupied entry of its shard", "[dashmap][row6]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto entry = map.entry(0);
              map.get(0);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("get waits for a vacant entry of its shard", "[dashmap][row6]") {
    CHECK(outcome_with(1, [](Map& map) {
              const auto entry = map.entry(0);
              map.get(1);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("get does not wait for an entry of another shard", "[dashmap][row7]") {
    CHECK(outcome_with(2, [](Map& map) {
              const auto entry = map.entry(0);
              map.get(1);
          }) == "free");
}

TEST_CASE("get does not wait for a Ref of its shard", "[dashmap][row7]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto ref = map.get(0);
              map.get(0);
              map.get(1);
          }) == "free");
}

TEST_CASE("get_mut waits for a Ref of its shard", "[dashmap][row8]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto ref = map.get(0);
              map.get_mut(0);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("get waits for a RefMut of its shard", "[dashmap][row8]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto ref = map.get_mut(0);
              map.get(0);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("a Ref that was a RefMut lets readers in", "[dashmap][row8]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto ref = std::move(*map.get_mut(0)).downgrade();
              map.get(0);
          }) == "free");
}

TEST_CASE("a Ref that was a RefMut keeps writers out", "[dashmap][row8]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              const auto ref = std::move(*map.get_mut(0)).downgrade();
              map.insert(0, 2);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("two threads that insert into each other's shard with a Ref held hang",
          "[dashmap][row10]") {
    const auto result = run::explored([] {
        Map map(2, key_itself);
        map.insert(0, 1);
        map.insert(1, 1);
        const auto crosses = [&map](int from, int to) {
            const auto ref = map.get(from);
            map.insert(to, 2);
        };
        sync::jthread left("left", [&] { crosses(0, 1); });
        sync::jthread right("right", [&] { crosses(1, 0); });
    });
    CHECK(run::outcome(result) == "cycle (left, right, shard 0, shard 1)");
    CHECK(result.complete == 2);
    CHECK(result.deadlocked == 1);
}

TEST_CASE("two threads that insert with a Ref of the same other shard held do not hang",
          "[dashmap][row10]") {
    CHECK(outcome_with(2, [](Map& map) {
              map.insert(0, 1);
              const auto same_order = [&map] {
                  const auto ref = map.get(0);
                  map.insert(1, 2);
              };
              sync::jthread left("left", same_order);
              sync::jthread right("right", same_order);
          }) == "free");
}

TEST_CASE("a reader reads again while a writer waits", "[dashmap][row11]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              sync::jthread writer("writer", [&map] { map.insert(0, 2); });
              const auto ref = map.get(0);
              map.get(0);
          }) == "free");
}

TEST_CASE("a reader that writes while it reads hangs, writer or no writer", "[dashmap][row11]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              sync::jthread writer("writer", [&map] { map.insert(0, 2); });
              const auto ref = map.get(0);
              map.insert(0, 3);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("a panic lets go of the shard", "[dashmap][row15]") {
    std::set<int> read;
    const std::string outcome = outcome_with(1, [&](Map& map) {
        map.insert(0, 1);
        sync::thread writer("writer", [&map] {
            const auto ref = map.get_mut(0);
            ref->value() = 2;
            panic("in the middle of a write");
        });
        writer.join();
        read.insert(map.get(0)->value());
    });
    CHECK(outcome == "panic (writer)");
    CHECK(read == std::set<int>{2});  // main was not kept out, and saw what was half done
}

// --- locks that are held for the length of a call

TEST_CASE("two readers are inside at once", "[dashmap]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              sync::latch both(2);
              const auto meets = [&] {
                  const auto ref = map.get(0);
                  both.arrive_and_wait();
              };
              sync::jthread left("left", meets);
              sync::jthread right("right", meets);
          }) == "free");
}

TEST_CASE("two writers are not inside at once", "[dashmap]") {
    const auto result = run::explored([] {
        Map map(1, key_itself);
        sync::latch both(2);
        const auto meets = [&] {
            const auto entry = map.entry(0);
            both.arrive_and_wait();
        };
        sync::jthread left("left", meets);
        sync::jthread right("right", meets);
    });
    CHECK(result.verdict == Verdict::Found);
    CHECK(result.complete == 0);
}

TEST_CASE("insert, remove and retain wait for a Ref of the shard", "[dashmap]") {
    const auto with_ref = [](void (*call)(Map&)) {
        return outcome_with(1, [call](Map& map) {
            map.insert(0, 1);
            const auto ref = map.get(0);
            call(map);
        });
    };
    const std::string hangs = "reentry (main, shard 0)";
    CHECK(with_ref([](Map& map) { map.insert(1, 1); }) == hangs);
    CHECK(with_ref([](Map& map) { map.remove(1); }) == hangs);
    CHECK(with_ref([](Map& map) { map.entry(1); }) == hangs);
    CHECK(with_ref([](Map& map) { map.get_mut(1); }) == hangs);
    CHECK(with_ref([](Map& map) { map.retain([](int, int&) { return true; }); }) == hangs);
    CHECK(with_ref([](Map& map) { map.len(); }) == "free");
    CHECK(with_ref([](Map& map) { map.contains_key(1); }) == "free");
}

TEST_CASE("retain calls back under the shard's lock", "[dashmap]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              map.retain([&map](int key, int&) { return map.contains_key(key); });
          }) == "reentry (main, shard 0)");
}

TEST_CASE("retain holds one shard at a time", "[dashmap]") {
    CHECK(outcome_with(2, [](Map& map) {
              map.insert(0, 1);
              map.insert(1, 1);
              map.retain([&map](int key, int&) { return map.contains_key(1 - key); });
          }) == "free");
}

TEST_CASE("get, get_mut and remove of an absent key hold nothing afterwards", "[dashmap]") {
    CHECK(outcome_with(1, [](Map& map) {
              const auto absent = map.get(0);
              const auto absent_mut = map.get_mut(0);
              map.remove(0);
              map.insert(0, 1);
          }) == "free");
}

TEST_CASE("an entry that was filled goes on holding the shard", "[dashmap]") {
    CHECK(outcome_with(1, [](Map& map) {
              const auto ref = map.entry(0).insert(1);
              map.get(0);
          }) == "reentry (main, shard 0)");
    CHECK(outcome_with(1, [](Map& map) {
              map.entry(0).insert(1);
              map.get(0);
          }) == "free");
}

TEST_CASE("an entry that was removed no longer holds the shard", "[dashmap]") {
    CHECK(outcome_with(1, [](Map& map) {
              map.insert(0, 1);
              auto entry = map.entry(0);
              std::move(entry).remove();
              map.get(0);
          }) == "free");
}

TEST_CASE("what insert replaced is dropped outside of the lock", "[dashmap]") {
    struct Looks {
        DashMap<int, Looks>* map = nullptr;
        explicit Looks(DashMap<int, Looks>* its_map) : map(its_map) {}
        Looks(Looks&& other) noexcept : map(std::exchange(other.map, nullptr)) {}
        Looks& operator=(Looks&& other) noexcept {
            std::swap(map, other.map);
            return *this;
        }
        ~Looks() {
            const sched::InDestructor quietly;
            if (map && !sched::Scheduler::current().silent()) map->len();
        }
    };
    CHECK(run::outcome(run::explored([] {
              DashMap<int, Looks> map(1, key_itself);
              map.insert(0, Looks(&map));
              map.insert(0, Looks(&map));
              map.remove(0);
          })) == "free");
}

// --- values

TEST_CASE("insert returns the value that it replaced", "[dashmap]") {
    using Values = std::vector<std::optional<int>>;
    CHECK(alone([](Map& map) {
              return Values{map.insert(0, 1), map.insert(0, 2), map.get(0)->value()};
          }) == Values{std::nullopt, 1, 2});
}

TEST_CASE("remove returns the key and its value, once", "[dashmap]") {
    using Removed = std::vector<std::optional<std::pair<int, int>>>;
    CHECK(alone([](Map& map) {
              map.insert(0, 1);
              return Removed{map.remove(0), map.remove(0)};
          }) == Removed{std::pair(0, 1), std::nullopt});
}

TEST_CASE("retain keeps what it is told to, and may change it", "[dashmap]") {
    CHECK(alone([](Map& map) {
              for (int key = 0; key < 4; ++key) map.insert(key, key);
              map.retain([](int key, int& value) {
                  value += 10;
                  return key % 2 == 1;
              });
              return std::vector<int>{static_cast<int>(map.len()), map.get(1)->value(),
                                      map.get(3)->value(), map.contains_key(0)};
          }) == std::vector<int>{2, 11, 13, 0});
}

TEST_CASE("or_insert fills a vacant entry and leaves an occupied one", "[dashmap]") {
    CHECK(alone([](Map& map) {
              const int vacant = map.entry(0).or_insert(1).value();
              const int occupied = map.entry(0).or_insert(2).value();
              return std::vector<int>{vacant, occupied};
          }) == std::vector<int>{1, 1});
}

TEST_CASE("an entry inserts over a value, and removes it", "[dashmap]") {
    using Values = std::vector<std::optional<int>>;
    CHECK(alone([](Map& map) {
              map.insert(0, 1);
              const int replaced = map.entry(0).insert(2).value();
              return Values{replaced, map.entry(0).remove(), map.entry(0).remove()};
          }) == Values{2, 2, std::nullopt});
}

TEST_CASE("two threads that count with or_insert lose nothing", "[dashmap]") {
    std::set<int> counts;
    CHECK(outcome_with(1, [&](Map& map) {
              {
                  const auto count = [&map] { ++map.entry(0).or_insert(0).value(); };
                  sync::jthread left("left", count);
                  sync::jthread right("right", count);
              }
              counts.insert(map.get(0)->value());
          }) == "free");
    CHECK(counts == std::set<int>{2});
}

TEST_CASE("two threads that count with get and insert lose one", "[dashmap]") {
    std::set<int> counts;
    CHECK(outcome_with(1, [&](Map& map) {
              map.insert(0, 0);
              {
                  const auto count = [&map] {
                      const int before = map.get(0)->value();
                      map.insert(0, before + 1);
                  };
                  sync::jthread left("left", count);
                  sync::jthread right("right", count);
              }
              counts.insert(map.get(0)->value());
          }) == "free");
    CHECK(counts == std::set<int>{1, 2});
}

}  // namespace impasse::models
