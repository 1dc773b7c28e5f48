#include <set>

#include "harness/catch2.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/random.hpp"
#include "harness/explore/replay.hpp"
#include "harness/explore/testing.hpp"
#include "harness/run/testing.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "reports/formats/json.hpp"

using namespace impasse;
using explore::abba;
using run::explored;
using run::outcome;

namespace {

std::vector<Move> random_moves(std::uint64_t seed) {
    sched::Scheduler scheduler;
    explore::Random strategy(seed);
    scheduler.run(abba, strategy, {});
    return scheduler.moves();
}

}  // namespace

TEST_CASE("dfs runs every interleaving once") {
    // a1 < a2 < join a and b1 < b2, then the join of b: the orders of a chain of 3 and one of 2.
    const auto result = explored(
        [] {
            sync::mutex a("a", sync::Unlocks::Follow);
            sync::mutex b("b", sync::Unlocks::Follow);
            const auto twice = [](sync::mutex& own) {
                { sync::lock_guard guard(own); }
                { sync::lock_guard guard(own); }
            };
            sync::thread one("one", [&] { twice(a); });
            sync::thread two("two", [&] { twice(b); });
            one.join();
            two.join();
        },
        run::every_interleaving());
    CHECK(result.executions == 10);
    CHECK(result.complete == 1);
    CHECK(result.redundant == 9);
}

TEST_CASE("dfs counts each trace once and calls the rest redundant") {
    const auto result = explored(abba, run::every_interleaving());
    CHECK(result.complete == 2);
    CHECK(result.deadlocked == 1);
    CHECK(result.executions == result.complete + result.deadlocked + result.redundant);
    CHECK(result.exhausted);
}

TEST_CASE("without a preemption AB/BA does not hang, and free-within says so") {
    run::ExploreOptions options;
    options.preemptions = 0;
    const auto result = explored(abba, options);
    CHECK(outcome(result) == "free-within");
    CHECK(result.bound == "preemptions=0");
    options.preemptions = 1;
    CHECK(explored(abba, options).verdict == Verdict::Found);
}

TEST_CASE(
    "a bound takes the search that reduces, unless dfs is asked for; both count the same traces") {
    run::ExploreOptions options;
    options.preemptions = 1;
    const auto reduced = explored(abba, options);
    options.strategy = "dfs";
    const auto plain = explored(abba, options);
    CHECK(reduced.strategy == "cached-dfs");
    CHECK(plain.strategy == "dfs");
    for (const ScenarioResult& result : {reduced, plain}) {
        CHECK(result.bound == "preemptions=1");
        CHECK(outcome(result) == "cycle (left, right, a, b)");
        CHECK(result.complete == 2);
        CHECK(result.deadlocked == 1);
        CHECK(result.executions == result.complete + result.deadlocked + result.redundant);
        CHECK(result.exhausted);
    }
    CHECK(reduced.executions < plain.executions);
}

TEST_CASE("what a bound leaves out is never called free") {
    run::ExploreOptions options;
    options.preemptions = 5;
    const auto result = explored([] {}, options);
    CHECK(result.verdict == Verdict::FreeWithin);
}

TEST_CASE("random choices are those of their seed") {
    CHECK(random_moves(7) == random_moves(7));
    bool differs = false;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        differs |= random_moves(seed) != random_moves(7);
    CHECK(differs);
}

TEST_CASE("a random search finds AB/BA and never calls anything free") {
    run::ExploreOptions options;
    options.strategy = "random";
    options.max_executions = 200;
    CHECK(outcome(explored(abba, options)) == "cycle (left, right, a, b)");
    const auto quiet = explored([] {}, options);
    CHECK(quiet.verdict == Verdict::Inconclusive);
    CHECK(quiet.executions == 200);
    CHECK(quiet.redundant == 199);
}

TEST_CASE("a finding's schedule shows the same finding a hundred times out of a hundred") {
    const Scenario scenario = run::scenario_of(abba);
    const auto found = run::explore(scenario, Params(), {});
    REQUIRE(found.findings.size() == 1);
    const Finding& first = found.findings.front();
    const auto moves = [&] {
        sched::Scheduler scheduler;
        explore::Dfs strategy;
        while (strategy.begin())
            if (scheduler.run(abba, strategy, {}) == Ending::Stuck) break;
        return scheduler.moves();
    }();
    const auto told = [](const Finding& finding) {
        ScenarioResult one;
        one.findings.push_back(finding);
        return reports::to_json({one});
    };
    const auto replayed = [&] { return run::replay(scenario, Params(), moves).result.findings; };
    REQUIRE(replayed().size() == 1);
    CHECK(replayed().front().fingerprint == first.fingerprint);
    const std::string before = told(replayed().front());
    for (int i = 0; i < 100; ++i) CHECK(told(replayed().front()) == before);
}

TEST_CASE("a finding is replayed whatever its execution's length, and if it was abandoned") {
    run::ExploreOptions options;
    options.max_steps = 12'000;
    options.max_executions = 1;
    const auto long_one = explored(
        [] {
            sync::mutex lock("lock");
            for (int i = 0; i < 5'500; ++i) sync::lock_guard guard(lock);
            sync::lock_guard once(lock);
            sync::lock_guard twice(lock);
        },
        options);
    CHECK(outcome(long_one) == "reentry (main, lock)");
    options.max_steps = 20;
    const auto abandoned = explored(
        [] {
            sync::jthread panics("panics", [] { panic("on purpose"); });
            sync::mutex lock("lock");
            for (;;) sync::lock_guard guard(lock);
        },
        options);
    CHECK(outcome(abandoned) == "panic (panics)");
}

TEST_CASE("a schedule of another program is refused at the step where it does not fit") {
    const Scenario scenario = run::scenario_of(abba);
    const std::vector<Move> nobody{{9, 0}};
    const std::vector<Move> too_short{{1, 0}};
    CHECK_THROWS_AS(run::replay(scenario, Params(), nobody), UsageError);
    CHECK(run::replay(scenario, Params(), too_short).result.abandoned == 1);
    const Scenario empty = run::scenario_of([] {});
    CHECK_THROWS_AS(run::replay(empty, Params(), too_short), UsageError);
}
