#include "harness/run/explore.hpp"

#include "harness/catch2.hpp"
#include "harness/run/commands.hpp"
#include "harness/run/testing.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/sync/guards.hpp"
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

run::ExploreOptions bounded(unsigned preemptions) {
    run::ExploreOptions options;
    options.preemptions = preemptions;
    return options;
}

}  // namespace

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
