// What interchangeable threads leave of the traces, counted on paper. Programs that nobody thought of
// are the property test's (tests/property --alike).
#include <algorithm>
#include <array>
#include <optional>

#include "harness/catch2.hpp"
#include "harness/run/saved.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/global.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "reports/formats/json.hpp"

using namespace impasse;
using run::explored;

namespace {

run::ExploreOptions by_symmetry() {
    run::ExploreOptions options;
    options.symmetry = true;
    return options;
}

// Traces without symmetry, and with it.
struct Traces {
    std::uint64_t all = 0;
    std::uint64_t orbits = 0;
    friend bool operator==(const Traces&, const Traces&) = default;
};

Traces traces(const std::function<void()>& body) {
    return {explored(body).executions, explored(body, by_symmetry()).executions};
}

// Takes two locks, in one order or the other.
void either_way(sync::mutex& a, sync::mutex& b) {
    const bool turned = sync::choose(2) == 1;
    sync::lock_guard outer(turned ? b : a);
    sync::lock_guard inner(turned ? a : b);
}

void three_either_way() {
    auto& a = sync::global<sync::mutex>("a");
    auto& b = sync::global<sync::mutex>("b");
    sync::interchangeable(3, "thread", [&] { either_way(a, b); });
}

std::string told(ScenarioResult result) {
    result.seconds = 0;
    return reports::to_json({result});
}

}  // namespace

TEST_CASE("a step that does not tell them apart leaves them interchangeable") {
    CHECK(traces([] {
              auto& limit = sync::global<sync::atomic<int>>(1, "limit");
              auto& sum = sync::global<sync::atomic<int>>(0, "sum");
              sync::interchangeable(4, "adder", [&] { sum.fetch_add(limit.load()); });
          }) == Traces{24, 1});
}

TEST_CASE("a store between two loads tells them apart, once it is there") {
    CHECK(traces([] {
              auto& value = sync::global<sync::atomic<int>>(0, "value");
              auto& sum = sync::global<sync::atomic<int>>(0, "sum");
              sync::thread("writer", [&] { value.store(1); }).detach();
              sync::interchangeable(2, "reader", [&] { sum.fetch_add(value.load()); });
          }) == Traces{8, 4});  // both before it, both behind it: 1; one each: 2 orders of the sum
}

TEST_CASE("interchangeable threads choose in one order") {
    CHECK(traces([] { sync::interchangeable(2, "thread", [] { sync::choose(3); }); }) ==
          Traces{9, 6});
    CHECK(traces([] { sync::interchangeable(3, "thread", [] { sync::choose(2); }); }) ==
          Traces{8, 4});
}

TEST_CASE("two kinds of interchangeable threads do not mix") {
    const Traces seen = traces([] {
        auto& value = sync::global<sync::atomic<int>>(0, "value");
        sync::interchangeable(2, "adder", [&] { value.fetch_add(1); });
        sync::interchangeable(2, "doubler", [&] { value.exchange(2 * value.load()); });
    });
    CHECK(seen.all > 4);
    CHECK(seen.orbits * 4 == seen.all);
}

TEST_CASE("threads that start threads are told apart") {
    CHECK(traces([] {
              auto& value = sync::global<sync::atomic<int>>(0, "value");
              sync::interchangeable(2, "parent", [&value] {
                  sync::thread("child", [&value] { value.store(1); }).detach();
              });
          }) == Traces{2, 2});
}

TEST_CASE("threads with a lock of their own are told apart, whether or not it is free again") {
    CHECK(traces([] {
              auto& first = sync::global<sync::atomic<int>>(0, "first");
              auto& second = sync::global<sync::atomic<int>>(0, "second");
              sync::interchangeable(2, "thread", [&] {
                  sync::mutex own("own");
                  {
                      sync::lock_guard guard(own);
                      first.fetch_add(1);
                  }
                  second.fetch_add(1);
              });
          }) == Traces{4, 4});
}

TEST_CASE("a child may keep its parent from what the other parent can do") {
    const auto body = [] {
        auto& limit = sync::global<sync::atomic<int>>(1, "limit");
        sync::interchangeable(2, "parent", [&limit] {
            limit.load();
            auto& own = sync::global<sync::mutex>("own");
            sync::thread("child", [&own] { own.lock(); }).detach();
            own.lock();
        });
    };
    const auto all = explored(body);
    const auto orbits = explored(body, by_symmetry());
    CHECK(all.deadlocked == 4);
    CHECK(orbits.deadlocked == 4);  // which child has its parent's lock is not looked through
}

TEST_CASE("a latch waits for all of them and names none") {
    CHECK(traces([] {
              sync::mutex lock("lock", sync::Unlocks::Follow);
              sync::latch done(3, "done");
              sync::interchangeable(3, "thread", [&] {
                  { sync::lock_guard guard(lock); }
                  done.count_down();
              });
              done.wait();
          }) == Traces{6, 1});
}

TEST_CASE("a hang of interchangeable threads is found in one of each orbit") {
    const auto all = explored(three_either_way);
    const auto orbits = explored(three_either_way, by_symmetry());
    CHECK(orbits.executions * 6 == all.executions);
    CHECK(orbits.deadlocked * 6 == all.deadlocked);
    REQUIRE(orbits.findings.size() == 1);
    REQUIRE(all.findings.size() == 1);
    CHECK(orbits.findings[0].fingerprint == all.findings[0].fingerprint);
    CHECK(orbits.findings[0].count * 6 == all.findings[0].count);
}

TEST_CASE("what a scenario expects of all of its traces is seen in one of each orbit") {
    const Scenario scenario =
        run::scenario_of(three_either_way, finds(FindingKind::Cycle, {"thread", "a", "b"}));
    CHECK(run::explore(scenario, Params(), {}).as_expected);
    CHECK(run::explore(scenario, Params(), by_symmetry()).as_expected);
}

TEST_CASE("threads that are declared interchangeable and are not: an error, never free") {
    const auto result = explored(
        [] {
            auto& value = sync::global<sync::atomic<int>>(0, "value");
            auto& next = sync::global<int>(0);
            sync::interchangeable(2, "thread", [&] {
                const int number = next++;  // what no step shows
                value.load();
                if (number == 1) value.store(1);
            });
        },
        by_symmetry());
    CHECK(result.verdict == Verdict::Error);
    CHECK(result.reason.starts_with("agents are declared interchangeable that are not"));
}

TEST_CASE("philosophers that are declared interchangeable: an error, never free") {
    const auto result = explored(
        [] {
            auto& forks = sync::global<std::array<sync::mutex, 3>>();
            auto& next = sync::global<std::size_t>(0U);
            sync::interchangeable(3, "philosopher", [&] {
                const std::size_t number = next++;
                sync::lock_guard left(forks[number]);
                sync::lock_guard right(forks[(number + 1) % 3]);
            });
        },
        by_symmetry());
    CHECK(result.verdict == Verdict::Error);
}

TEST_CASE("by symmetry, any number of jobs and pieces comes to the same") {
    const Scenario scenario = run::scenario_of(three_either_way, is_free());
    const std::string alone = told(run::explore(scenario, Params(), by_symmetry()));
    run::ExploreOptions options = by_symmetry();
    options.jobs = 3;
    CHECK(told(run::explore(scenario, Params(), options)) == alone);
    options.jobs = 1;
    std::optional<run::Saved> left;
    for (;;) {
        options.max_executions += 3;
        std::optional<run::Saved> from;
        if (left) from = run::saved_from_json(run::to_json(std::vector{*left}), "test").front();
        const auto result =
            run::explore(scenario, Params(), options, {}, from ? &*from : nullptr, left);
        if (left) continue;
        CHECK(told(result) == alone);
        break;
    }
    CHECK(options.max_executions > 9);  // there were pieces
}

TEST_CASE("a frontier by symmetry is not gone on with without, nor the other way round") {
    const Scenario scenario = run::scenario_of(three_either_way);
    for (const bool symmetry : {false, true}) {
        run::ExploreOptions options;
        options.symmetry = symmetry;
        options.max_executions = 5;
        std::optional<run::Saved> left;
        run::explore(scenario, Params(), options, {}, nullptr, left);
        REQUIRE(left);
        options.symmetry = !symmetry;
        std::optional<run::Saved> rest;
        CHECK_THROWS_AS(run::explore(scenario, Params(), options, {}, &*left, rest), UsageError);
    }
}
