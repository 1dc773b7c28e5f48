// Counts that are known on paper. That dpor comes to the same as brute force on programs that nobody
// thought of is the property test's to show (tests/property).
#include <array>
#include <optional>

#include "harness/catch2.hpp"
#include "harness/run/saved.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "reports/formats/json.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

// n! traces.
void on_one_lock(int n) {
    sync::mutex lock("lock", sync::Unlocks::Follow);
    std::vector<sync::jthread> threads;
    for (int i = 0; i < n; ++i)
        threads.emplace_back(Name("thread", i), [&] { sync::lock_guard guard(lock); });
}

// Two findings and many traces beside them.
void two_hangs() {
    sync::mutex a("a");
    sync::mutex b("b");
    sync::mutex c("c");
    sync::atomic<int> flag(0, "flag");
    const auto both = [&flag](sync::mutex& first, sync::mutex& second) {
        flag.fetch_add(1);
        sync::lock_guard outer(first);
        sync::lock_guard inner(second);
    };
    sync::jthread left("left", [&] { both(a, b); });
    sync::jthread right("right", [&] { both(b, a); });
    sync::jthread third("third", [&] { both(b, c); });
    sync::jthread fourth("fourth", [&] { both(c, b); });
}

std::string told(ScenarioResult result) {
    result.seconds = 0;
    return reports::to_json({result});
}

// Explores in pieces of so many executions, each from the file that the one before left.
ScenarioResult in_pieces(const Scenario& scenario, unsigned executions, unsigned jobs) {
    run::ExploreOptions options;
    std::optional<run::Saved> left;
    for (unsigned upto = executions;; upto += executions) {
        options.max_executions = upto;
        options.jobs = 1 + (upto / executions) % jobs;
        std::optional<run::Saved> from;
        if (left) from = run::saved_from_json(run::to_json(std::vector{*left}), "test").front();
        ScenarioResult result =
            run::explore(scenario, Params(), options, {}, from ? &*from : nullptr, left);
        if (!left) return result;
    }
}

}  // namespace

TEST_CASE("n threads on one lock have n! traces, each run once") {
    const std::array<std::uint64_t, 5> factorial{1, 1, 2, 6, 24};
    for (int n = 1; n <= 4; ++n) {
        const auto result = explored([n] { on_one_lock(n); });
        CHECK(outcome(result) == "free");
        CHECK(result.executions == factorial[static_cast<std::size_t>(n)]);
        CHECK(result.complete == result.executions);
    }
}

TEST_CASE("threads that share nothing have one trace, and so have readers") {
    CHECK(explored([] {
              sync::mutex a("a");
              sync::mutex b("b");
              sync::jthread one("one", [&] { sync::lock_guard guard(a); });
              sync::jthread two("two", [&] { sync::lock_guard guard(b); });
          }).executions == 1);
    CHECK(explored([] {
              sync::shared_mutex lock("lock");
              sync::jthread one("one", [&] { sync::shared_lock guard(lock); });
              sync::jthread two("two", [&] { sync::shared_lock guard(lock); });
          }).executions == 1);
}

TEST_CASE(
    "additions whose results nobody reads commute, and a load tells how many came before it") {
    const auto adders = [](bool unread, bool loads) {
        return explored([=] {
            sync::atomic<int> sum(0, "sum");
            std::vector<sync::jthread> threads;
            for (int i = 0; i < 3; ++i)
                threads.emplace_back(Name("adder", i), [&sum, unread] {
                    if (unread) {
                        sum.store_add(1);
                    } else {
                        sum.fetch_add(1);
                    }
                });
            if (loads) threads.emplace_back("reader", [&sum] { sum.load(); });
        });
    };
    CHECK(adders(true, false).executions == 1);
    CHECK(adders(false, false).executions == 6);
    CHECK(adders(true, true).executions == 8);  // any of the three may come before the load
    CHECK(adders(false, true).executions == 24);
}

TEST_CASE("every way of a choice is a trace, however many choices") {
    CHECK(explored([] {
              sync::jthread one("one", [] { sync::choose(3); });
              sync::jthread two("two", [] { sync::choose(4); });
          }).executions == 12);
    CHECK(explored([] { sync::choose(500); }).executions == 500);
}

TEST_CASE("a lock that is wanted for ever would have been taken, had it come first") {
    const auto result = explored([] {
        sync::mutex lock("lock");
        sync::thread keeps("keeps", [&] { lock.lock(); });
        sync::thread wants("wants", [&] { lock.lock(); });
        keeps.join();
        wants.join();
    });
    CHECK(result.deadlocked == 2);
    CHECK(result.executions == 2);
}

TEST_CASE("any number of jobs comes to the same counts and findings") {
    const auto alone = explored(two_hangs);
    REQUIRE(alone.findings.size() == 2);
    for (unsigned jobs = 2; jobs <= 4; ++jobs) {
        run::ExploreOptions options;
        options.jobs = jobs;
        CHECK(told(explored(two_hangs, options)) == told(alone));
    }
}

TEST_CASE("an exploration in pieces comes to the same as one in one go") {
    const Scenario scenario = run::scenario_of(two_hangs, is_free());
    const auto whole = run::explore(scenario, Params(), {});
    REQUIRE(whole.executions > 100);
    CHECK(told(in_pieces(scenario, 70, 1)) == told(whole));
    CHECK(told(in_pieces(scenario, 150, 3)) == told(whole));
    const Scenario one_lock = run::scenario_of([] { on_one_lock(4); });
    CHECK(told(in_pieces(one_lock, 1, 1)) == told(run::explore(one_lock, Params(), {})));
}

TEST_CASE("a frontier that is no whole one is refused") {
    const Scenario scenario = run::scenario_of(two_hangs);
    run::ExploreOptions options;
    options.max_executions = 5;
    std::optional<run::Saved> left;
    run::explore(scenario, Params(), options, {}, nullptr, left);
    REQUIRE(left);
    const std::string text = run::to_json(std::vector{*left});
    CHECK(run::saved_from_json(text, "test").size() == 1);
    for (std::size_t size = 0; size + 2 < text.size(); size += 13)
        CHECK_THROWS_AS(run::saved_from_json(text.substr(0, size), "test"), UsageError);
}

TEST_CASE("a finding comes with the fewest switches that show it, and that is proved") {
    const auto result = explored(two_hangs);
    REQUIRE(result.findings.size() == 2);
    for (const Finding& finding : result.findings) {
        CHECK(finding.fewest_switches);
        CHECK(finding.switches == 3);  // each thread runs once, until it hangs
    }
}
