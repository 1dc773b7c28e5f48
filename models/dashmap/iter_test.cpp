#include "models/dashmap/iter.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"

namespace impasse::models {

namespace {

using Map = DashMap<int, int>;

// What exploring the body comes to: two shards, keys 0 and 1, each in its own.
std::string outcome_of(const std::function<void(Map&)>& body) {
    return run::outcome(run::explored([&] {
        Map map(2, [](const int& key) { return static_cast<std::size_t>(key); });
        map.insert(0, 10);
        map.insert(1, 11);
        body(map);
    }));
}

const std::string kWaitsForShard0 = "reentry (main, shard 0)";
const std::string kWaitsForShard1 = "reentry (main, shard 1)";

// One thread goes through the map by `pass`; another has the second shard and wants the first.
std::string meets_one_that_wants_the_first_shard(void (*pass)(Map&)) {
    return outcome_of([pass](Map& map) {
        sync::jthread passes("passes", [&] { pass(map); });
        sync::jthread wants("wants", [&] {
            const auto ref = map.get_mut(1);
            map.insert(0, 1);
        });
    });
}

}  // namespace

TEST_CASE("iter yields every entry of every shard", "[dashmap][iter]") {
    std::vector<std::pair<int, int>> seen;
    CHECK(outcome_of([&](Map& map) {
              map.insert(2, 12);
              for (const auto& item : map.iter()) seen.emplace_back(item.key(), item.value());
          }) == "free");
    CHECK(seen == std::vector<std::pair<int, int>>{{0, 10}, {2, 12}, {1, 11}});
}

TEST_CASE("iter_mut changes values in place", "[dashmap][iter]") {
    std::vector<int> values;
    CHECK(outcome_of([&](Map& map) {
              for (const auto& item : map.iter_mut()) ++item.value();
              values = {map.get(0)->value(), map.get(1)->value()};
          }) == "free");
    CHECK(values == std::vector<int>{11, 12});
}

TEST_CASE("an insert into the shard that a loop over iter has reached hangs",
          "[dashmap][iter][row9]") {
    CHECK(outcome_of([](Map& map) {
              for (const auto& item : map.iter()) map.insert(item.key() + 2, 0);
          }) == kWaitsForShard0);
}

TEST_CASE("an insert into a shard that a loop over iter has not reached, or has left, does not",
          "[dashmap][iter][row9]") {
    CHECK(outcome_of([](Map& map) {
              for (const auto& item : map.iter()) map.insert(1 - item.key(), 0);
              map.insert(0, 0);
              map.insert(1, 0);
          }) == "free");
}

TEST_CASE("a loop over iter lets readers in, one over iter_mut does not", "[dashmap][iter]") {
    CHECK(outcome_of([](Map& map) {
              for (const auto& item : map.iter()) map.get(item.key());
          }) == "free");
    CHECK(outcome_of([](Map& map) {
              for (const auto& item : map.iter_mut()) map.get(item.key());
          }) == kWaitsForShard0);
}

TEST_CASE("an iterator that was not asked for an item holds nothing", "[dashmap][iter]") {
    CHECK(outcome_of([](Map& map) {
              const auto iter = map.iter();
              map.insert(0, 0);
          }) == "free");
    CHECK(outcome_of([](Map& map) {
              auto iter = map.iter();
              iter.next();
              map.insert(0, 0);
          }) == kWaitsForShard0);
}

TEST_CASE("an iterator at its end holds the last shard, and no other", "[dashmap][iter]") {
    const auto at_the_end = [](int inserted) {
        return outcome_of([inserted](Map& map) {
            auto iter = map.iter();
            while (iter.next()) {
            }
            map.insert(inserted, 0);
        });
    };
    CHECK(at_the_end(0) == "free");
    CHECK(at_the_end(1) == kWaitsForShard1);
}

TEST_CASE("an item that is kept keeps its shard locked without its iterator", "[dashmap][iter]") {
    CHECK(outcome_of([](Map& map) {
              const auto item = map.iter().next();
              map.insert(0, 0);
          }) == kWaitsForShard0);
    CHECK(outcome_of([](Map& map) {
              map.iter().next();
              map.insert(0, 0);
          }) == "free");
}

TEST_CASE("an item that is kept does not keep the shards after it", "[dashmap][iter]") {
    const auto with_first_kept = [](int inserted) {
        return outcome_of([inserted](Map& map) {
            std::optional<Map::RefMulti> first;
            {
                auto iter = map.iter();
                first.emplace(std::move(*iter.next()));
                while (iter.next()) {
                }
            }
            map.insert(inserted, 0);
        });
    };
    CHECK(with_first_kept(1) == "free");
    CHECK(with_first_kept(0) == kWaitsForShard0);
}

TEST_CASE("an item that was sent to another thread is held by that thread", "[dashmap][iter]") {
    const auto sent = [](bool kept) {
        return outcome_of([kept](Map& map) {
            const auto box = std::make_shared<std::optional<Map::RefMulti>>(map.iter().next());
            sync::jthread holder("holder", [&map, box, kept] {
                std::optional<Map::RefMulti> mine(std::move(**box));
                box->reset();
                if (!kept) mine.reset();
                map.insert(0, 0);
            });
        });
    };
    CHECK(sent(true) == "reentry (holder, shard 0)");
    CHECK(sent(false) == "free");
}

TEST_CASE("iter waits for a shard while it holds the one before", "[dashmap][iter]") {
    CHECK(meets_one_that_wants_the_first_shard([](Map& map) {
              for (const auto& item : map.iter()) static_cast<void>(item);
          }) == "cycle (passes, wants, shard 0, shard 1)");
    CHECK(meets_one_that_wants_the_first_shard([](Map& map) { map.len(); }) == "free");
}

TEST_CASE("iter_mut waits for a shard while it holds the one before", "[dashmap][iter]") {
    CHECK(meets_one_that_wants_the_first_shard([](Map& map) {
              for (const auto& item : map.iter_mut()) static_cast<void>(item);
          }) == "cycle (passes, wants, shard 0, shard 1)");
    CHECK(meets_one_that_wants_the_first_shard(
              [](Map& map) { map.retain([](int, int&) { return true; }); }) == "free");
}

TEST_CASE(
    "len with a Ref held hangs with iter_mut by a shard without keys, and not in a map without",
    "[dashmap][iter]") {
    const auto meet = [](std::size_t shards) {
        return run::outcome(run::explored([shards] {
            Map map(shards, [](const int& key) { return static_cast<std::size_t>(key); });
            map.insert(1, 11);
            sync::jthread passes("passes", [&map] {
                for (const auto& item : map.iter_mut()) ++item.value();
            });
            sync::jthread counts("counts", [&map] {
                const auto ref = map.get(1);
                map.len();
            });
        }));
    };
    CHECK(meet(2) == "cycle (passes, counts, shard 0, shard 1)");
    CHECK(meet(1) == "free");
}

TEST_CASE("two threads that go through the map by iter_mut do not hang", "[dashmap][iter]") {
    CHECK(outcome_of([](Map& map) {
              const auto passes = [&map] {
                  for (const auto& item : map.iter_mut()) ++item.value();
              };
              sync::jthread left("left", passes);
              sync::jthread right("right", passes);
          }) == "free");
}

}  // namespace impasse::models
