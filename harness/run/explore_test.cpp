#include "harness/run/explore.hpp"

#include "harness/catch2.hpp"
#include "harness/run/commands.hpp"
#include "harness/run/saved.hpp"
#include "harness/run/testing.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/measure.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

using namespace impasse;

namespace {

void reentry() {
    sync::mutex lock("lock");
    sync::lock_guard once(lock);
    sync::lock_guard twice(lock);
}

ScenarioResult judged(std::function<void()> body, Expectation expected,
                      const run::ExploreOptions& options = {}) {
    return run::explore(run::scenario_of(std::move(body), std::move(expected)), Params(), options);
}

// What a thread reads that another one counts up meanwhile.
void counts_and_reads() {
    sync::atomic<int> value(0, "value");
    sync::jthread counts("counts", [&] {
        for (int i = 0; i < 3; ++i) value.fetch_add(1);
    });
    sync::measure("seen", value.load());
}

// It panics where "reads" is preempted between its loads, and "stores" between its stores.
void two_preemptions() {
    sync::atomic<int> value(0, "value");
    sync::jthread stores("stores", [&] {
        value.store(1);
        value.store(0);
    });
    sync::jthread reads("reads", [&] {
        const int first = value.load();
        const int second = value.load();
        if (first == 1 && second == 0) panic("on purpose");
    });
    stores.join();
    reads.join();
}

run::ExploreOptions iterated(std::optional<unsigned> most = {}) {
    run::ExploreOptions options;
    options.iterate = true;
    options.preemptions = most;
    return options;
}

run::ExploreOptions bounded(unsigned preemptions) {
    run::ExploreOptions options;
    options.preemptions = preemptions;
    return options;
}

}  // namespace

TEST_CASE("what is measured is told from the least to the most of all executions") {
    for (const char* strategy : {"dpor", "dfs"}) {
        run::ExploreOptions options;
        options.strategy = strategy;
        const auto result = run::explored(counts_and_reads, options);
        REQUIRE(result.measures.contains("seen"));
        CHECK(result.measures.at("seen").least == 0);
        CHECK(result.measures.at("seen").most == 3);
    }
}

TEST_CASE("two threads that explore measure what one does, and so does one that goes on") {
    const Scenario scenario = run::scenario_of(counts_and_reads);
    run::ExploreOptions two;
    two.jobs = 2;
    CHECK(run::explore(scenario, Params(), two).measures.at("seen").most == 3);

    run::ExploreOptions first;
    first.max_executions = 1;
    std::optional<run::Saved> left;
    run::explore(scenario, Params(), first, {}, nullptr, left);
    REQUIRE(left);
    const auto saved = run::saved_from_json(run::to_json({*left}), "frontier.json");
    std::optional<run::Saved> nothing;
    const auto whole = run::explore(scenario, Params(), {}, {}, &saved.front(), nothing);
    CHECK(whole.measures.at("seen").least == 0);
    CHECK(whole.measures.at("seen").most == 3);
}

TEST_CASE("an expectation that is turned round is not met") {
    CHECK(judged(reentry, finds(FindingKind::Reentry, {"main", "lock"})).as_expected);
    CHECK_FALSE(judged(reentry, is_free()).as_expected);
    CHECK_FALSE(judged([] {}, finds(FindingKind::Reentry, {"main", "lock"})).as_expected);
    CHECK(judged([] {}, is_free()).as_expected);
}

TEST_CASE("another kind or other participants are not the expected finding") {
    CHECK_FALSE(judged(reentry, finds(FindingKind::Cycle, {"main"})).as_expected);
    CHECK_FALSE(judged(reentry, finds(FindingKind::Reentry, {"someone"})).as_expected);
    CHECK_FALSE(judged(reentry, finds(FindingKind::Reentry, {"loc"})).as_expected);
}

TEST_CASE("a second, different bug is not covered by the expectation of the first") {
    const auto both = [] {
        sync::jthread panics("panics", [] { panic("on purpose"); });
        sync::jthread stuck("stuck", reentry);
    };
    CHECK_FALSE(judged(both, finds(FindingKind::Reentry, {"stuck"})).as_expected);
}

TEST_CASE("a hazard that was expected and is not seen is a difference") {
    CHECK_FALSE(judged([] {}, is_free_with(FindingKind::GuardAcrossAwait)).as_expected);
}

TEST_CASE("free within a bound passes only where the scenario declares that bound") {
    CHECK_FALSE(judged([] {}, is_free(), bounded(2)).as_expected);
    Scenario declared = run::scenario_of([] {});
    declared.preemptions = [](const Params&) { return std::optional<unsigned>(2); };
    CHECK(run::explore(declared, Params(), {}).as_expected);
    CHECK(run::explore(declared, Params(), bounded(3)).as_expected);
    CHECK_FALSE(run::explore(declared, Params(), bounded(1)).as_expected);
}

TEST_CASE("a bound that is raised stops at the first that shows a finding") {
    const auto found = judged(two_preemptions, finds(FindingKind::Panic, {"reads"}), iterated());
    CHECK(found.verdict == Verdict::Found);
    CHECK(found.bound == "preemptions=2");
    CHECK(found.preemptions == 2);
    CHECK(found.as_expected);
    CHECK(found.coverage.find("preemptions=1 ") != std::string::npos);
    CHECK(judged(two_preemptions, is_free(), bounded(1)).verdict == Verdict::FreeWithin);
    CHECK(judged(two_preemptions, is_free(), bounded(2)).verdict == Verdict::Found);
}

TEST_CASE(
    "a bound that is raised no further than N is free within N, as if N alone were explored") {
    const auto raised = judged(two_preemptions, is_free(), iterated(1));
    const auto alone = judged(two_preemptions, is_free(), bounded(1));
    CHECK(raised.verdict == Verdict::FreeWithin);
    CHECK(raised.bound == "preemptions=1");
    CHECK(raised.complete == alone.complete);
    CHECK(raised.executions > alone.executions);
    CHECK(raised.executions == raised.complete + raised.redundant);
}

TEST_CASE(
    "a bound that is raised until it keeps nothing out is free, with each trace counted once") {
    const auto ordered = [] {
        sync::mutex lock("lock");
        const auto twice = [&] {
            { sync::lock_guard guard(lock); }
            { sync::lock_guard guard(lock); }
        };
        sync::jthread one("one", twice);
        sync::jthread two("two", twice);
    };
    const auto whole = judged(ordered, is_free());
    for (const auto& options : {iterated(), iterated(100)}) {
        const auto raised = judged(ordered, is_free(), options);
        CHECK(raised.verdict == Verdict::Free);
        CHECK(raised.bound.empty());
        CHECK_FALSE(raised.preemptions);
        CHECK_FALSE(raised.coverage.empty());
        CHECK(raised.as_expected);
        CHECK(raised.complete == whole.complete);
    }
}

TEST_CASE("a bound that a scenario declares is raised up to") {
    Scenario declared = run::scenario_of(two_preemptions);
    declared.preemptions = [](const Params&) { return std::optional<unsigned>(1); };
    const auto result = run::explore(declared, Params(), iterated());
    CHECK(result.bound == "preemptions=1");
    CHECK(result.as_expected);
}

TEST_CASE("spurious wakeups that a program allows are a bound that it has declared") {
    const auto allows = [](unsigned most) {
        return [most] {
            sync::condition_variable once("once", sync::SpuriousWakeups{1});
            sync::condition_variable more("more", sync::SpuriousWakeups{most});
        };
    };
    const auto alone = judged(allows(2), is_free());
    CHECK(alone.verdict == Verdict::FreeWithin);
    CHECK(alone.bound == "spurious-wakeups=2");
    CHECK(alone.spurious_wakeups == 2);
    CHECK(alone.as_expected);
    const auto both = judged(allows(0), is_free(), bounded(3));
    CHECK(both.bound == "preemptions=3, spurious-wakeups=1");
    CHECK_FALSE(both.as_expected);
    const auto raised = judged(allows(0), is_free(), iterated());
    CHECK(raised.bound == "spurious-wakeups=1");
    CHECK(raised.as_expected);
}

TEST_CASE("budgets are for all bounds together, and what was explored is said") {
    run::ExploreOptions options = iterated();
    options.max_executions = judged(two_preemptions, is_free(), iterated(1)).executions + 1;
    const auto result = judged(two_preemptions, is_free(), options);
    CHECK(result.verdict == Verdict::Inconclusive);
    CHECK(result.executions == options.max_executions);
    CHECK(result.bound == "preemptions=2");
    CHECK(result.coverage.find("preemptions=1 ") != std::string::npos);
}

TEST_CASE("a budget that runs out is inconclusive and says which") {
    run::ExploreOptions options;
    options.max_executions = 2;
    const auto result = judged(
        [] {
            sync::mutex lock("lock");
            sync::jthread a("a", [&] { sync::lock_guard guard(lock); });
            sync::jthread b("b", [&] { sync::lock_guard guard(lock); });
            sync::jthread c("c", [&] { sync::lock_guard guard(lock); });
        },
        is_free(), options);
    CHECK(result.verdict == Verdict::Inconclusive);
    CHECK(result.executions == 2);
    CHECK_FALSE(result.exhausted);
    CHECK(result.reason == "--max-executions 2 ran out");
}

TEST_CASE("a finding is kept once and counted") {
    // "a" and "b" hang each other, and "c" and "d" take their lock in one order or the other.
    const auto result = judged(
        [] {
            sync::mutex x("x", sync::Unlocks::Follow);
            sync::mutex y("y", sync::Unlocks::Follow);
            sync::mutex z("z", sync::Unlocks::Follow);
            const auto both = [](sync::mutex& first, sync::mutex& second) {
                sync::lock_guard outer(first);
                sync::lock_guard inner(second);
            };
            sync::jthread a("a", [&] { both(x, y); });
            sync::jthread b("b", [&] { both(y, x); });
            sync::jthread c("c", [&] { sync::lock_guard guard(z); });
            sync::jthread d("d", [&] { sync::lock_guard guard(z); });
        },
        is_free());
    REQUIRE(result.findings.size() == 1);
    CHECK(result.deadlocked == 2);
    CHECK(result.findings.front().count == 2);
    CHECK_FALSE(result.findings.front().schedule.empty());
}

TEST_CASE("stopping at the first finding runs no more than that") {
    run::ExploreOptions options;
    options.stop_at_first = true;
    CHECK(judged(reentry, is_free(), options).executions == 1);
}

TEST_CASE("a parameter that no selected scenario has is a mistake") {
    const Registry all = scenarios::all();
    CHECK_THROWS_AS(run::plan(all, {"litmus/three-locks"}, {"n=3"}), UsageError);
    CHECK_THROWS_AS(run::plan(all, {"litmus/counter"}, {"n"}), UsageError);
    CHECK_THROWS_AS(run::plan(all, {"litmus/counter"}, {"n=three"}), UsageError);
    CHECK_THROWS_AS(run::plan(all, {"litmus/counter"}, {"n=1000"}), UsageError);
    CHECK(run::plan(all, {"litmus/*"}, {"n=2"}).size() == all.select("litmus/*").size());
}
