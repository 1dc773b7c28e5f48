#include "models/dashmap/dash_map.hpp"

#include <functional>
#include <optional>
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
std::string outcome_with(std::size_t shards, const std::function<void(Map&)>& body,
                         DashMapVersion version = DashMapVersion::V6,
                         TryCalls tries = TryCalls::None) {
    return run::outcome(run::explored([&] {
        Map map(shards, key_itself, "shard", version, tries);
        body(map);
    }));
}

// The same, with one shard and try_*.
std::string outcome_of_tries(TryCalls tries, const std::function<void(Map&)>& body) {
    return outcome_with(1, body, DashMapVersion::V6, tries);
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

TEST_CASE("a panic lets go of an entry, and of the shard of a predicate", "[dashmap][row15]") {
    const auto after = [](void (*panics)(Map&)) {
        return outcome_with(1, [panics](Map& map) {
            map.insert(0, 1);
            try {
                panics(map);
            } catch (const Panic&) {
            }
            map.insert(0, 2);
        });
    };
    CHECK(after([](Map& map) {
              const auto entry = map.entry(1);
              panic("with an entry");
          }) == "free");
    CHECK(after([](Map& map) {
              map.retain([](int, int&) {
                  panic("in retain");
                  return true;
              });
          }) == "free");
    CHECK(after([](Map& map) {
              map.remove_if(0, [](int, int) {
                  panic("in remove_if");
                  return true;
              });
          }) == "free");
}

TEST_CASE("a guard that a panic does not unwind goes on holding", "[dashmap][row15]") {
    CHECK(outcome_with(1, [](Map& map) {
              std::optional<Map::Entry> outside;
              try {
                  outside.emplace(map.entry(0));
                  panic("with an entry outside");
              } catch (const Panic&) {
              }
              map.get(0);
          }) == "reentry (main, shard 0)");
}

TEST_CASE("a panic in alter and alter_all ends the process, one in remove_if does not",
          "[dashmap][row15]") {
    const auto gone_on = [](DashMapVersion version, void (*panics)(Map&)) {
        bool went_on = false;
        const auto body = [&](Map& map) {
            map.insert(0, 1);
            sync::thread panicking("panicking", [&map, panics] { panics(map); });
            panicking.join();
            went_on = true;
        };
        CHECK(outcome_with(1, body, version) == "panic (panicking)");
        return went_on;
    };
    const auto alter = [](Map& map) {
        map.alter(0, [](int, int value) {
            panic("in alter");
            return value;
        });
    };
    const auto alter_all = [](Map& map) {
        map.alter_all([](int, int value) {
            panic("in alter_all");
            return value;
        });
    };
    const auto remove_if = [](Map& map) {
        map.remove_if(0, [](int, int) {
            panic("in remove_if");
            return true;
        });
    };
    for (const auto version : {DashMapVersion::V3_11, DashMapVersion::V5, DashMapVersion::V6}) {
        CHECK_FALSE(gone_on(version, alter));
        CHECK_FALSE(gone_on(version, alter_all));
        CHECK(gone_on(version, remove_if));
    }
}

// --- try_*

TEST_CASE("a try does not wait for whoever is inside", "[dashmap][try]") {
    std::vector<bool> locked;
    CHECK(outcome_of_tries(TryCalls::Exact, [&](Map& map) {
              map.insert(0, 1);
              {
                  const auto ref = map.get(0);
                  locked = {map.try_get(0).is_locked(), map.try_get_mut(0).is_locked(),
                            !map.try_entry(0).has_value()};
              }
              const auto ref = map.get_mut(0);
              locked.push_back(map.try_get(0).is_locked());
          }) == "free");
    CHECK(locked == std::vector<bool>{false, true, true, true});
}

TEST_CASE("a try tells an absent key from a locked shard", "[dashmap][try]") {
    std::vector<bool> answers;
    CHECK(outcome_of_tries(TryCalls::Exact, [&](Map& map) {
              map.insert(0, 1);
              answers = {map.try_get(0).is_present(), map.try_get(1).is_absent()};
              const auto entry = map.entry(0);
              answers.push_back(map.try_get(1).is_absent());
          }) == "free");
    CHECK(answers == std::vector<bool>{true, true, false});
}

TEST_CASE("what a try got holds like any other guard", "[dashmap][try]") {
    const auto kept = [](bool keep) {
        return outcome_of_tries(TryCalls::Exact, [keep](Map& map) {
            map.insert(0, 1);
            auto ref = map.try_get_mut(0).try_unwrap();
            if (!keep) ref.reset();
            map.get(0);
        });
    };
    CHECK(kept(true) == "reentry (main, shard 0)");
    CHECK(kept(false) == "free");
}

TEST_CASE("a thread that tries meets a guard, or does not", "[dashmap][try]") {
    std::set<bool> locked;
    CHECK(outcome_of_tries(TryCalls::Exact, [&](Map& map) {
              sync::jthread holds("holds", [&map] { const auto entry = map.entry(0); });
              locked.insert(map.try_get(0).is_locked());
          }) == "free");
    CHECK(locked == std::set<bool>{false, true});
}

TEST_CASE("a try for the write lock may fail though nobody is inside, one to read does not",
          "[dashmap][try]") {
    const auto answers = [](TryCalls tries, bool (*locked)(Map&)) {
        std::set<bool> all;
        CHECK(outcome_of_tries(tries, [&](Map& map) { all.insert(locked(map)); }) == "free");
        return all;
    };
    const auto get_mut = [](Map& map) { return map.try_get_mut(0).is_locked(); };
    const auto entry = [](Map& map) { return !map.try_entry(0).has_value(); };
    const auto get = [](Map& map) { return map.try_get(0).is_locked(); };
    CHECK(answers(TryCalls::MayFail, get_mut) == std::set<bool>{false, true});
    CHECK(answers(TryCalls::MayFail, entry) == std::set<bool>{false, true});
    CHECK(answers(TryCalls::MayFail, get) == std::set<bool>{false});
    CHECK(answers(TryCalls::Exact, get_mut) == std::set<bool>{false});
    CHECK(answers(TryCalls::Exact, entry) == std::set<bool>{false});
}

// --- what differs between the versions

TEST_CASE("alter_all waits for a shard while it holds the one before in 6, and not before",
          "[dashmap][versions]") {
    const auto meets = [](DashMapVersion version) {
        const auto body = [](Map& map) {
            map.insert(0, 1);
            map.insert(1, 1);
            sync::jthread alters("alters",
                                 [&] { map.alter_all([](int, int value) { return value + 1; }); });
            sync::jthread wants("wants", [&] {
                const auto ref = map.get(1);
                map.insert(0, 1);
            });
        };
        return outcome_with(2, body, version);
    };
    CHECK(meets(DashMapVersion::V3_11) == "free");
    CHECK(meets(DashMapVersion::V5) == "free");
    CHECK(meets(DashMapVersion::V6) == "cycle (alters, wants, shard 0, shard 1)");
}

TEST_CASE("a hash falls in the shard that the bits behind its first seven name", "[dashmap]") {
    CHECK(shard_of_hash(std::uint64_t{1} << 56, 2) == 1);
    CHECK(shard_of_hash(std::uint64_t{1} << 57, 2) == 0);
    CHECK(shard_of_hash(std::uint64_t{3} << 55, 8) == 6);
    CHECK(shard_of_hash(~std::uint64_t{0}, 64) == 63);
    CHECK_THROWS_AS(shard_of_hash(0, 3), InvariantFailure);
    CHECK_THROWS_AS(shard_of_hash(0, 1), InvariantFailure);
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
