#include "models/papaya/hash_map.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::models {

namespace {

using Map = papaya::HashMap<int, int>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// What exploring the body, with a map of two buckets, comes to.
auto explored_with(const std::function<void(Map&)>& body) {
    return run::explored([&] {
        Map map(2, key_itself);
        body(map);
    });
}

// One thread uses a map; what its body returns.
template <class Body>
auto alone(Body body) {
    decltype(body(std::declval<Map&>())) returned{};
    const auto result = explored_with([&](Map& map) { returned = body(map); });
    REQUIRE(run::outcome(result) == "free");
    REQUIRE(result.executions == 1);
    return returned;
}

// A value that says when it goes.
struct Loud {
    explicit Loud(bool& gone) : gone_(&gone) {}
    Loud(Loud&& other) noexcept : gone_(std::exchange(other.gone_, nullptr)) {}
    Loud& operator=(Loud&&) = delete;
    ~Loud() {
        if (gone_) *gone_ = true;
    }

  private:
    bool* gone_;
};

using LoudMap = papaya::HashMap<int, Loud>;

}  // namespace

// --- nobody waits

TEST_CASE("a guard keeps nobody out, not even its own thread", "[papaya]") {
    const auto result = explored_with([](Map& map) {
        map.pin().insert(0, 1);
        const auto guard = map.guard();
        const int* seen = map.get(0, guard);
        sync::jthread other("other", [&map] { map.pin().insert(0, 2); });
        other.join();
        map.pin().insert(0, 3);
        CHECK(*seen == 1);
        CHECK(*map.get(0, guard) == 3);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.executions == 1);
}

TEST_CASE("two threads that insert into each other's key with a guard held do not hang",
          "[papaya]") {
    const auto result = explored_with([](Map& map) {
        map.pin().insert(0, 1);
        map.pin().insert(1, 1);
        const auto crosses = [&map](int from, int to) {
            const auto pinned = map.pin();
            pinned.get(from);
            pinned.insert(to, 2);
        };
        sync::jthread left("left", [&] { crosses(0, 1); });
        sync::jthread right("right", [&] { crosses(1, 0); });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.executions == 3);
}

TEST_CASE("a get does not wait for the closure of a compute", "[papaya]") {
    std::set<int> read;
    const auto result = explored_with([&](Map& map) {
        map.pin().insert(0, 1);
        sync::latch computing(1);
        sync::latch looked(1);
        sync::jthread reader("reader", [&] {
            computing.wait();
            read.insert(*map.pin().get(0));
            looked.count_down();
        });
        map.pin().update(0, [&](int value) {
            computing.count_down();
            looked.wait();
            return value + 1;
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(read == std::set<int>{1});
    CHECK(result.executions == 1);
}

TEST_CASE("a closure may use the map, its own key too", "[papaya]") {
    const auto calls = alone([](Map& map) {
        map.pin().insert(0, 1);
        int called = 0;
        map.pin().update(0, [&](int value) {
            if (++called == 1) map.pin().insert(0, 10);
            return value + 1;
        });
        return std::pair(called, *map.pin().get(0));
    });
    CHECK(calls == std::pair(2, 11));  // its own insert was a change in between
}

TEST_CASE("a map can be changed while it is gone through", "[papaya]") {
    const auto seen = alone([](Map& map) {
        const auto pinned = map.pin();
        pinned.insert(0, 1);
        std::vector<int> keys;
        auto iter = pinned.iter();
        while (const auto* entry = iter.next()) {
            keys.push_back(entry->key);
            pinned.insert(1, 2);
            pinned.remove(0);
        }
        return keys;
    });
    CHECK(seen == std::vector<int>{0, 1});
}

// --- who is first

TEST_CASE("of two inserts of a key exactly one finds nothing", "[papaya]") {
    std::multiset<bool> executions;
    const auto result = explored_with([&](Map& map) {
        bool left_new = false;
        bool right_new = false;
        {
            sync::jthread left("left", [&] { left_new = !map.pin().insert(0, 1); });
            sync::jthread right("right", [&] { right_new = !map.pin().insert(0, 2); });
        }
        executions.insert(left_new != right_new);
        CHECK(map.len() == 1);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.executions == 2);
    CHECK(executions.count(false) == 0);
}

TEST_CASE("of two try_inserts the second gets its value back", "[papaya]") {
    std::set<std::pair<int, int>> seen;  // what is in the map, what came back
    const auto result = explored_with([&](Map& map) {
        std::vector<int> back;
        const auto inserts = [&](int value) {
            const auto pinned = map.pin();
            auto tried = pinned.try_insert(0, value);
            if (!tried.is_ok()) {
                back.push_back(*tried.not_inserted);
                CHECK(*tried.value != value);
            }
        };
        {
            sync::jthread left("left", [&] { inserts(1); });
            sync::jthread right("right", [&] { inserts(2); });
        }
        REQUIRE(back.size() == 1);
        seen.emplace(*map.pin().get(0), back[0]);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(seen == std::set<std::pair<int, int>>{{1, 2}, {2, 1}});
    CHECK(result.executions == 2);
}

TEST_CASE("two get_or_insert_with of a key may both make a value, and return the same one",
          "[papaya]") {
    std::set<int> made_in_all;
    const auto result = explored_with([&](Map& map) {
        int made = 0;
        const int* left_got = nullptr;
        const int* right_got = nullptr;
        {
            const auto gets = [&](const int*& got, int value) {
                got = map.pin().get_or_insert_with(0, [&] {
                    ++made;
                    return value;
                });
            };
            sync::jthread left("left", [&] { gets(left_got, 1); });
            sync::jthread right("right", [&] { gets(right_got, 2); });
        }
        CHECK(left_got == right_got);
        made_in_all.insert(made);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(made_in_all == std::set<int>{1, 2});
    CHECK(result.executions == 4);
}

TEST_CASE("two updates are both done, and a closure runs again when it was overtaken", "[papaya]") {
    std::set<int> calls;
    std::set<int> values;
    const auto result = explored_with([&](Map& map) {
        map.pin().insert(0, 0);
        int called = 0;
        {
            const auto adds = [&] {
                map.pin().update(0, [&](int value) {
                    ++called;
                    return value + 1;
                });
            };
            sync::jthread left("left", adds);
            sync::jthread right("right", adds);
        }
        calls.insert(called);
        values.insert(*map.pin().get(0));
    });
    CHECK(run::outcome(result) == "free");
    CHECK(calls == std::set<int>{2, 3});
    CHECK(values == std::set<int>{2});
    CHECK(result.executions == 4);
}

TEST_CASE("an entry that is removed while compute's closure runs is computed as absent",
          "[papaya]") {
    std::set<std::vector<int>> shown;  // -1: absent
    const auto result = explored_with([&](Map& map) {
        map.pin().insert(0, 7);
        std::vector<int> asked;
        {
            sync::jthread remover("remover", [&] { map.pin().remove(0); });
            map.pin().compute(0, [&](const int* value) {
                asked.push_back(value ? *value : -1);
                return Map::Operation<>::insert(value ? *value + 1 : 100);
            });
        }
        shown.insert(asked);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(shown == std::set<std::vector<int>>{{7}, {7, -1}, {-1}});
    CHECK(result.executions == 3);
}

TEST_CASE("compute inserts, updates, removes and aborts", "[papaya]") {
    const auto came_to = alone([](Map& map) {
        const auto pinned = map.pin();
        std::string text;
        const auto computes = [&](auto decide) {
            const auto result = pinned.compute<int>(0, decide);
            text += result.is_inserted()  ? "inserted "
                    : result.is_updated() ? "updated "
                    : result.is_removed() ? "removed "
                                          : "aborted " + std::to_string(*result.aborted);
        };
        computes([](const int*) { return Map::Operation<int>::insert(1); });
        computes([](const int* value) { return Map::Operation<int>::insert(*value + 1); });
        computes([](const int*) { return Map::Operation<int>::remove(); });
        computes([](const int*) { return Map::Operation<int>::abort(5); });
        return text;
    });
    CHECK(came_to == "inserted updated removed aborted 5");
}

TEST_CASE("compute panics when it is told to remove what is not there", "[papaya]") {
    CHECK(run::outcome(explored_with([](Map& map) {
              map.pin().compute(0, [](const int*) { return Map::Operation<>::remove(); });
          })) == "panic (main)");
}

TEST_CASE("remove_if asks again about a value that was changed meanwhile", "[papaya]") {
    std::set<std::vector<int>> asked_in_all;
    const auto result = explored_with([&](Map& map) {
        map.pin().insert(0, 1);
        std::vector<int> asked;
        {
            sync::jthread writer("writer", [&] { map.pin().insert(0, 2); });
            map.pin().remove_if(0, [&](int, int value) {
                asked.push_back(value);
                return value == 1;
            });
        }
        asked_in_all.insert(asked);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(asked_in_all == std::set<std::vector<int>>{{1}, {1, 2}, {2}});
    CHECK(result.executions == 3);
}

TEST_CASE("retain and clear take out, and len counts", "[papaya]") {
    const auto lens = alone([](Map& map) {
        const auto pinned = map.pin();
        for (int key = 0; key < 4; ++key) pinned.insert(key, key);
        std::vector<std::size_t> counted{pinned.len()};
        pinned.retain([](int key, int) { return key != 2; });
        counted.push_back(pinned.len());
        CHECK_FALSE(pinned.contains_key(2));
        pinned.clear();
        counted.push_back(pinned.len());
        CHECK(pinned.is_empty());
        return counted;
    });
    CHECK(lens == std::vector<std::size_t>{4, 3, 0});
}

TEST_CASE("an insert can be seen before it is counted", "[papaya]") {
    std::set<std::size_t> counted;
    const auto result = explored_with([&](Map& map) {
        sync::jthread writer("writer", [&] { map.pin().insert(0, 1); });
        if (map.pin().contains_key(0)) counted.insert(map.len());
    });
    CHECK(run::outcome(result) == "free");
    CHECK(counted == std::set<std::size_t>{0, 1});
    CHECK(result.executions == 3);
}

TEST_CASE("operations of keys in different buckets are not explored against each other",
          "[papaya]") {
    const auto result = explored_with([](Map& map) {
        sync::jthread left("left", [&] { map.pin().insert(0, 1); });
        sync::jthread right("right", [&] { map.pin().update(1, [](int value) { return value; }); });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.executions == 1);
}

// --- when what was taken out goes

TEST_CASE("what is removed stays until the map goes, without a batch size", "[papaya]") {
    bool gone = false;
    const auto result = run::explored([&] {
        gone = false;
        LoudMap map(1, key_itself);
        map.pin().insert(0, Loud(gone));
        map.pin().remove(0);
        CHECK_FALSE(gone);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(gone);
}

TEST_CASE("what several threads removed goes with the map in one order, whoever was first",
          "[papaya]") {
    std::set<std::vector<int>> orders;
    const auto result = run::explored(
        [&] {
            std::vector<int> order;
            {
                papaya::HashMap<int, std::shared_ptr<void>> map(2, key_itself);
                for (const int key : {0, 1})
                    map.pin().insert(key, std::shared_ptr<void>(
                                              nullptr, [&, key](void*) { order.push_back(key); }));
                sync::jthread left("left", [&] { map.pin().remove(1); });
                sync::jthread right("right", [&] { map.pin().remove(0); });
            }
            orders.insert(order);
        },
        run::every_interleaving());
    CHECK(run::outcome(result) == "free");
    CHECK(orders == std::set<std::vector<int>>{{1, 0}});
}

TEST_CASE("what is removed in batches of one goes with the guard that it was removed through",
          "[papaya]") {
    bool gone = false;
    const auto result = run::explored([&] {
        gone = false;
        LoudMap map(1, key_itself, "bucket", 1);
        map.pin().insert(0, Loud(gone));
        {
            const auto pinned = map.pin();
            pinned.remove(0);
            CHECK_FALSE(gone);
        }
        CHECK(gone);
    });
    CHECK(run::outcome(result) == "free");
}

// A reader, and a remover of the keys below `removed`. Who destroyed the value of key 0, in any
// execution: "nobody" before the map went.
std::set<std::string> destroyers(std::size_t batch_size, int removed,
                                 const run::ExploreOptions& options, std::uint64_t executions) {
    std::set<std::string> destroyed_by;
    const auto result = run::explored(
        [&] {
            bool gone = false;
            bool other = false;
            LoudMap map(2, key_itself, "bucket", batch_size);
            map.pin().insert(0, Loud(gone));
            map.pin().insert(1, Loud(other));
            // The last act of a guard's drop is the destruction, so nobody comes in between.
            std::string by = "nobody";
            const auto note = [&](const char* who) {
                if (gone && by == "nobody") by = who;
            };
            {
                sync::jthread reader("reader", [&] {
                    {
                        const auto pinned = map.pin();
                        if (pinned.get(0)) CHECK_FALSE(gone);
                    }
                    note("reader");
                });
                sync::jthread remover("remover", [&] {
                    {
                        const auto pinned = map.pin();
                        for (int key = 0; key < removed; ++key) pinned.remove(key);
                        CHECK_FALSE(gone);
                    }
                    note("remover");
                });
            }
            destroyed_by.insert(by);
        },
        options);
    CHECK(run::outcome(result) == "free");
    CHECK(result.executions == executions);
    return destroyed_by;
}

using Names = std::set<std::string>;

TEST_CASE("one value is no batch for two guards: it may stay until the map goes", "[papaya]") {
    const Names expected{"nobody", "remover"};
    CHECK(destroyers(1, 1, {}, 5) == expected);
    CHECK(destroyers(1, 1, run::every_interleaving(), 99) == expected);
}

TEST_CASE("a batch of two goes with the last of the guards that were there", "[papaya]") {
    const Names expected{"reader", "remover"};
    CHECK(destroyers(2, 2, {}, 7) == expected);
    CHECK(destroyers(2, 2, run::every_interleaving(), 470) == expected);
}

TEST_CASE("a batch that does not come to its size stays until the map goes", "[papaya]") {
    CHECK(destroyers(3, 2, {}, 2) == Names{"nobody"});
}

TEST_CASE("an owned guard over an await keeps what it saw", "[papaya]") {
    bool gone = false;
    const auto result = run::explored([&] {
        gone = false;
        LoudMap map(1, key_itself, "bucket", 1);
        map.pin().insert(0, Loud(gone));
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto holder = rt::spawn("holder", [&] {
                const auto pinned = map.pin_owned();
                const Loud* seen = pinned.get(0);
                rt::await(rt::yield_now());
                if (seen) CHECK_FALSE(gone);
            });
            auto remover = rt::spawn("remover", [&] {
                const auto pinned = map.pin();
                pinned.remove(0);
                pinned.guard().flush();
            });
            rt::await(holder);
            rt::await(remover);
        });
    });
    CHECK(run::outcome(result) == "free");
}

}  // namespace impasse::models
