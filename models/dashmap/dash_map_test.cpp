// Who keeps whom out.
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

}  // namespace impasse::models
