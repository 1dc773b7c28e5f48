// What a call does, and what it holds meanwhile.
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/sched/scheduler.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/testing.hpp"

namespace impasse::models {

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

TEST_CASE("what writes waits for a Ref of the shard, what reads does not", "[dashmap]") {
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
    CHECK(with_ref([](Map& map) { map.remove_if(1, [](int, int) { return false; }); }) == hangs);
    CHECK(with_ref([](Map& map) { map.clear(); }) == hangs);
    CHECK(with_ref([](Map& map) { map.alter(1, [](int, int value) { return value; }); }) == hangs);
    CHECK(with_ref([](Map& map) { map.alter_all([](int, int value) { return value; }); }) == hangs);
    CHECK(with_ref([](Map& map) { map.iter_mut().next(); }) == hangs);
    CHECK(with_ref([](Map& map) { map.iter().next(); }) == "free");
    CHECK(with_ref([](Map& map) { map.view(1, [](int, int) {}); }) == "free");
    CHECK(with_ref([](Map& map) { map.len(); }) == "free");
    CHECK(with_ref([](Map& map) { map.is_empty(); }) == "free");
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

TEST_CASE("remove_if, alter, alter_all, view and or_insert_with call back under the shard's lock",
          "[dashmap]") {
    // `looked_up`: 2 is in the shard of 0, and 1 in the other one.
    const auto calls = [](int looked_up, void (*call)(Map&, int)) {
        return outcome_with(2, [looked_up, call](Map& map) {
            map.insert(0, 1);
            call(map, looked_up);
        });
    };
    const auto hangs_on_its_shard_alone = [&](void (*call)(Map&, int)) {
        CHECK(calls(2, call) == "reentry (main, shard 0)");
        CHECK(calls(1, call) == "free");
    };
    hangs_on_its_shard_alone([](Map& map, int looked_up) {
        map.remove_if(0, [&](int, int) { return map.contains_key(looked_up); });
    });
    hangs_on_its_shard_alone([](Map& map, int looked_up) {
        map.alter(0, [&](int, int value) { return value + map.contains_key(looked_up); });
    });
    hangs_on_its_shard_alone([](Map& map, int looked_up) {
        map.alter_all([&](int, int value) { return value + map.contains_key(looked_up); });
    });
    hangs_on_its_shard_alone(
        [](Map& map, int looked_up) { map.view(0, [&](int, int) { map.remove(looked_up); }); });
    hangs_on_its_shard_alone([](Map& map, int looked_up) {
        map.entry(4).or_insert_with([&] { return static_cast<int>(map.contains_key(looked_up)); });
    });
    hangs_on_its_shard_alone([](Map& map, int looked_up) {
        map.entry(0).and_modify([&](int& value) { value += map.contains_key(looked_up); });
    });
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

TEST_CASE("remove_if removes what it is told to, and nothing else", "[dashmap]") {
    CHECK(alone([](Map& map) {
              for (int key = 0; key < 2; ++key) map.insert(key, key);
              const auto odd = [](int, int value) { return value % 2 == 1; };
              return std::vector<bool>{
                  map.remove_if(0, odd).has_value(), map.remove_if(1, odd).has_value(),
                  map.remove_if(2, odd).has_value(), map.contains_key(0), map.contains_key(1)};
          }) == std::vector<bool>{false, true, false, true, false});
}

TEST_CASE("clear leaves nothing", "[dashmap]") {
    CHECK(alone([](Map& map) {
              map.insert(0, 1);
              const bool before = map.is_empty();
              map.clear();
              return std::vector<bool>{before, map.is_empty()};
          }) == std::vector<bool>{false, true});
}

TEST_CASE("alter and alter_all replace values, and and_modify and or_insert_with do", "[dashmap]") {
    CHECK(alone([](Map& map) {
              map.insert(0, 1);
              map.insert(1, 2);
              map.alter(0, [](int, int value) { return value + 10; });
              map.alter(2, [](int, int value) { return value + 10; });  // absent
              map.alter_all([](int key, int value) { return value + 100 * key; });
              const int modified =
                  map.entry(0).and_modify([](int& value) { ++value; }).or_insert(0).value();
              const int made = map.entry(3).or_insert_with([] { return 7; }).value();
              return std::vector<int>{map.get(0)->value(), map.get(1)->value(), modified, made,
                                      static_cast<int>(map.len())};
          }) == std::vector<int>{12, 102, 12, 7, 3});
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
