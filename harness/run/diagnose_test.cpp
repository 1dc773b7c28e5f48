// From where on a finding could not be avoided, and what change removes it.
#include "harness/run/diagnose.hpp"

#include <cstdlib>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/dpor.hpp"
#include "harness/explore/replay.hpp"
#include "harness/rt/channel.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/apart.hpp"
#include "harness/run/no_return.hpp"
#include "harness/run/testing.hpp"
#include "harness/run/what_if.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "harness/trace/schedule.hpp"
#include "models/dashmap/dash_map.hpp"

namespace impasse::run {

namespace {

using Body = std::function<void()>;

// The schedule of its first finding.
std::vector<Move> schedule_of(const Scenario& scenario) {
    const ScenarioResult result = explore(scenario, Params(), {});
    REQUIRE(!result.findings.empty());
    return trace::Schedule::read(result.findings.front().schedule).moves;
}

std::optional<NoReturn> no_return(const Body& body, std::uint64_t limit = 10'000) {
    const Scenario scenario = scenario_of(body);
    return point_of_no_return(scenario, Params(), schedule_of(scenario), 1'000, {limit});
}

// A beginning as a schedule says, and every interleaving of what comes then.
class EveryOneBehind final : public Strategy {
  public:
    EveryOneBehind(const std::vector<Move>& schedule, std::size_t beginning)
        : schedule_(schedule), beginning_(beginning) {}

    bool begin() override {
        at_ = 0;
        return rest_.begin();
    }
    Move pick(const Situation& situation) override {
        if (at_ == beginning_) return rest_.pick(situation);
        return explore::as_scheduled(schedule_[at_++], situation);
    }
    void end(Ending ending) override { rest_.end(ending); }
    bool exhausted() const override { return rest_.exhausted(); }

  private:
    const std::vector<Move>& schedule_;
    const std::size_t beginning_;
    explore::Dfs rest_;
    std::size_t at_ = 0;
};

// The same without reduction and without halving: every interleaving behind every beginning.
std::size_t by_trying_all(const Body& body) {
    const auto schedule = schedule_of(scenario_of(body));
    for (std::size_t beginning = 0; beginning < schedule.size(); ++beginning) {
        EveryOneBehind behind(schedule, beginning);
        const auto ends_well = [](const sched::Scheduler& scheduler, Ending ending) {
            return ending != Ending::Overtaken && !shows_a_finding(scheduler);
        };
        const SearchOptions options{.allowance = {1'000'000},
                                    .beginning = std::span(schedule).first(beginning)};
        if (search(body, behind, options, ends_well).came_to == Searched::Nothing) return beginning;
    }
    return schedule.size();
}

void crosswise(bool same_order) {
    sync::mutex a("a");
    sync::mutex b("b");
    const auto both = [](sync::mutex& first, sync::mutex& second) {
        sync::lock_guard outer(first);
        sync::lock_guard inner(second);
    };
    sync::jthread left("left", [&] { both(a, b); });
    sync::jthread right("right", [&] { same_order ? both(a, b) : both(b, a); });
}

// Waits for what is sent if 1 is chosen before: from then on nothing helps.
void chooses_to_hang() {
    rt::Notify ready("ready");
    sync::atomic<int> begun(0, "begun");
    const bool sends = sync::choose(2) == 0;
    sync::jthread waiter("waiter", [&] {
        begun.fetch_add(1);
        rt::block_on(ready.notified());
    });
    sync::jthread other("other", [&] {
        begun.fetch_add(1);
        if (sends) ready.notify_one();
    });
}

using Map = models::DashMap<int, int>;

// Two tasks of one worker; the first keeps a Ref over a yield, and uses it then if told so.
void holds_over_a_yield(bool uses) {
    Map map(1, [](const int&) { return std::size_t{0}; });
    map.insert(0, 1);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto reads = rt::spawn("reads", [&] {
            const auto ref = map.get(0);
            rt::await(rt::yield_now());
            if (uses && ref->value() != 1) panic("another value");
        });
        auto writes = rt::spawn("writes", [&] { map.insert(1, 1); });
        rt::await(reads);
        rt::await(writes);
    });
}

std::vector<WhatIf> tried_on(Scenario scenario, std::uint64_t limit = 10'000) {
    return what_if(scenario, Params(), schedule_of(scenario), 1'000, {limit});
}

// "what it came to" of the change that has these words; empty: it was not tried.
std::string of(const std::vector<WhatIf>& tried, const std::string& words) {
    for (const WhatIf& one : tried)
        if (one.change.find(words) != std::string::npos) return one.came_to;
    return "";
}

}  // namespace

// --- point of no return

TEST_CASE("two crosswise locks: nothing avoids it once both have the first", "[diagnose]") {
    const auto found = no_return([] { crosswise(false); });
    REQUIRE(found);
    CHECK(found->step == by_trying_all([] { crosswise(false); }));
    CHECK(found->continuations == 1);
}

TEST_CASE("a choice that dooms is the point of no return, long before the end", "[diagnose]") {
    const auto found = no_return(chooses_to_hang);
    REQUIRE(found);
    CHECK(found->step == by_trying_all(chooses_to_hang));
    CHECK(found->step < schedule_of(scenario_of(chooses_to_hang)).size());
    CHECK(found->continuations > 1);
}

// Each hangs, whatever order is chosen, but some only behind a loop that looks at what has changed since.
TEST_CASE("a loop that was cut off and would go on is no way to avoid what comes behind it",
          "[diagnose]") {
    const auto waits_first = [] {
        sync::atomic<bool> ready(false, "ready");
        sync::mutex lock("lock");
        sync::jthread reader("reader", [&] {
            while (!ready.load()) sync::this_thread::yield();
            lock.lock();
        });
        lock.lock();
        ready.store(true);
    };
    const auto found = no_return(waits_first);
    REQUIRE(found);
    CHECK(found->step == 0);
}

// Its rounds lie before the choice that dooms: behind that it has to look once more to be doomed.
TEST_CASE("a loop that has spun before the point of no return is let look behind it",
          "[diagnose]") {
    const auto spins_first = [] {
        sync::atomic<int> said(0, "said");
        sync::mutex lock("lock");
        sync::jthread reader("reader", [&] {
            while (said.load() == 0) sync::this_thread::yield();
            if (said.load() == 2) lock.lock();
        });
        lock.lock();
        sync::this_thread::yield();
        said.store(sync::choose(2) == 0 ? 1 : 2);
        if (said.load() == 1) lock.unlock();
    };
    const Scenario scenario = scenario_of(spins_first);
    // main: spawn, lock, yield; reader: look, yield, look, yield; main: choose, store, load, end; reader.
    const auto schedule = schedule_of(scenario);
    const auto without = point_of_no_return(scenario, Params(), schedule, 1'000, {10'000});
    REQUIRE(without);
    std::vector<Move> spun;
    for (const Move& move : schedule) {
        if (spun.size() == without->step - 1)
            for (int i = 0; i < 4; ++i) spun.push_back({1, 0});
        spun.push_back(move);
    }
    const auto with = point_of_no_return(scenario, Params(), spun, 1'000, {10'000});
    REQUIRE(with);
    CHECK(with->step == without->step + 4);
}

TEST_CASE("what every execution comes to has no step before it", "[diagnose]") {
    const auto found = no_return([] {
        sync::mutex lock("lock");
        sync::lock_guard outer(lock);
        sync::lock_guard inner(lock);
    });
    REQUIRE(found);
    CHECK(found->step == 0);
    CHECK(found->continuations == 1);
}

// What is behind a beginning depends on what happened in it: who holds which lock, who was notified.
TEST_CASE("behind each beginning, dpor runs each trace once", "[diagnose]") {
    const auto body = [] {
        sync::shared_mutex lock("lock");
        sync::mutex other("other");
        rt::Notify ready("ready");
        sync::jthread writer("writer", [&] {
            lock.lock();
            ready.notify_one();
            lock.unlock();
        });
        sync::jthread reader("reader", [&] {
            if (!lock.try_lock_shared()) return;
            sync::lock_guard guard(other);
            lock.unlock_shared();
        });
        sync::jthread waiter("waiter", [&] {
            if (other.try_lock()) other.unlock();
            rt::block_on(ready.notified());
        });
    };
    std::vector<Move> schedule;
    {
        sched::Scheduler scheduler;
        explore::Dfs first;
        first.begin();
        scheduler.run(body, first, {});
        schedule = scheduler.moves();
    }
    REQUIRE(schedule.size() > 10);
    for (std::size_t beginning = 0; beginning <= schedule.size(); ++beginning) {
        sched::Scheduler scheduler;
        trace::CanonicalForm canonical;
        const auto traces = [&](Strategy& strategy, std::size_t& executions) {
            std::set<trace::TraceHash> seen;
            while (strategy.begin()) {
                const Ending ending = scheduler.run(body, strategy, {.canonical = &canonical});
                strategy.end(ending);
                ++executions;
                seen.insert(canonical.hash());
            }
            CHECK(strategy.error().empty());
            CHECK(strategy.exhausted());
            return seen;
        };
        explore::Frontier frontier;
        explore::Dpor reduced(frontier, false, std::span(schedule).first(beginning));
        EveryOneBehind whole(schedule, beginning);
        std::size_t runs = 0;
        std::size_t ignored = 0;
        INFO(beginning);
        const auto seen = traces(reduced, runs);
        CHECK(seen == traces(whole, ignored));
        CHECK(runs == seen.size());
    }
}

TEST_CASE("a point of no return that was not decided is not told", "[diagnose]") {
    CHECK_FALSE(no_return(chooses_to_hang, 1));
}

// In a lock where nobody passes a writer that waits, and in one where a claim keeps them out.
TEST_CASE("who reads twice may pass a waiting writer", "[diagnose]") {
    for (const auto preference : {sync::Preference::Writers, sync::Preference::Claim}) {
        const auto tried = tried_on(scenario_of([preference] {
            sync::shared_mutex lock("lock", sync::Unlocks::Step, preference);
            const sync::jthread writer("writer", [&] { const sync::lock_guard guard(lock); });
            const sync::jthread reader("reader", [&] {
                const sync::shared_lock first(lock);
                const sync::shared_lock second(lock);
            });
        }));
        CHECK(of(tried, "readers pass a writer").starts_with("free, all "));
    }
    const auto none = tried_on(scenario_of([] { crosswise(false); }));
    CHECK(of(none, "readers pass a writer").empty());
}

TEST_CASE("what is asked of a finding is told beforehand, and ends when its time has come",
          "[diagnose]") {
    Scenario scenario = scenario_of([] { crosswise(false); });
    scenario.variants = {{"both take a first", [](const Params&) { crosswise(true); }}};
    const auto schedule = schedule_of(scenario);
    const auto diagnosed = [&](bool in_time) {
        std::vector<std::string> asked;
        Allowance allowance{
            .asks = [&](const std::string& question) { asked.push_back(question); }};
        if (!in_time) allowance.until = Allowance::Clock::now();
        Finding finding;
        diagnose(finding, scenario, Params(), schedule, 1'000, allowance);
        CHECK(asked ==
              std::vector<std::string>{"since when nothing avoids it", "if both take a first"});
        return finding;
    };
    CHECK(diagnosed(true).continuations == 1);
    CHECK(diagnosed(true).what_if.front().removes);
    CHECK(diagnosed(false).continuations == 0);
    CHECK_FALSE(diagnosed(false).what_if.front().removes);
}

TEST_CASE("the line of a move and the move of a line agree", "[diagnose]") {
    const std::vector<StepLine> lines{
        {.number = 1}, {.number = 2, .follows = true}, {.number = 3}, {.number = 4}};
    CHECK(line_of(2, lines) == 3U);
    CHECK_FALSE(line_of(4, lines));
    CHECK(move_of(2, lines) == 1);
    CHECK(move_of(4, lines) == 3);
}

// --- what-ifs

TEST_CASE("a guard that is let go of at its await removes the hang, and is the cause",
          "[diagnose]") {
    const auto tried = tried_on(scenario_of([] { holds_over_a_yield(false); }));
    CHECK(of(tried, "let go of before the await") == "free, its only trace");
    CHECK(cause_of(tried).starts_with("If the Ref of shard 0 (taken at"));
    CHECK(of(tried, "a shard of its own") == "free, its only trace");
}

TEST_CASE("a guard that is used behind its await cannot be let go of", "[diagnose]") {
    const auto tried = tried_on(scenario_of([] { holds_over_a_yield(true); }));
    CHECK(of(tried, "let go of before the await") ==
          "cannot be: the guard is used behind the await");
    CHECK(cause_of(tried).starts_with("If each key is in a shard of its own"));
}

TEST_CASE("a declared change is tried, one that does not help too", "[diagnose]") {
    Scenario scenario = scenario_of([] { crosswise(false); });
    scenario.variants = {{"nothing changes", [](const Params&) { crosswise(false); }},
                         {"both take a first", [](const Params&) { crosswise(true); }}};
    const auto tried = tried_on(scenario);
    REQUIRE(tried.size() == 2);
    CHECK(tried[0].came_to == "it is still found");
    CHECK_FALSE(tried[0].removes);
    CHECK(tried[1].came_to == "free, all 2 traces");
    CHECK(cause_of(tried) == "If both take a first: free, all 2 traces.");
}

TEST_CASE("a change that crashes the program does not crash the exploration", "[diagnose]") {
    Scenario scenario = scenario_of([] { crosswise(false); });
    scenario.variants = {{"it crashes", [](const Params&) { std::abort(); }}};
    const auto tried = tried_on(scenario);
    CHECK(of(tried, "it crashes") == "cannot be: the program crashes");
    CHECK(cause_of(tried).empty());
    CHECK_FALSE(apart([]() -> SearchResult { std::abort(); }));
}

TEST_CASE("a change that was not explored whole is no cause", "[diagnose]") {
    Scenario scenario = scenario_of([] { crosswise(false); });
    scenario.variants = {{"both take a first", [](const Params&) { crosswise(true); }}};
    const auto tried = tried_on(scenario, 1);
    CHECK(of(tried, "both take a first") == "not decided within 1 execution");
    CHECK(cause_of(tried).empty());
}

TEST_CASE("a full channel that nobody reads is cured by room for all", "[diagnose]") {
    const auto tried = tried_on(scenario_of([] {
        rt::Runtime runtime;
        runtime.block_on([] {
            auto [sender, receiver] = rt::channel<int>(1, "items");
            rt::await(sender.send(0));
            rt::await(sender.send(1));
        });
    }));
    CHECK(of(tried, "channels are unbounded") == "free, its only trace");
}

TEST_CASE("what takes two workers is free on one, and is found on three", "[diagnose]") {
    const auto tried = tried_on(scenario_of([] {
        auto runtime = rt::Builder::new_multi_thread().worker_threads(2).build();
        runtime.block_on([] {
            sync::mutex a("a");
            sync::mutex b("b");
            const auto both = [](sync::mutex& first, sync::mutex& second) {
                sync::lock_guard outer(first);
                sync::lock_guard inner(second);
            };
            auto left = rt::spawn("left", [&] { both(a, b); });
            auto right = rt::spawn("right", [&] { both(b, a); });
            rt::await(left);
            rt::await(right);
        });
    }));
    CHECK(of(tried, "there is one worker more") == "it is still found");
    CHECK(of(tried, "there is one worker").starts_with("it is still found"));
    bool one_is_free = false;
    for (const WhatIf& one : tried)
        if (one.change == "there is one worker") one_is_free = one.removes;
    CHECK(one_is_free);
}

// --- fingerprints

namespace {

std::string fingerprint(const Body& body) {
    const ScenarioResult result = explore(scenario_of(body), Params(), {});
    REQUIRE(result.findings.size() == 1);
    return result.findings.front().fingerprint;
}

// clang-format off
void two_threads(bool warms_up, const char* left, const char* object) {
    sync::mutex a(Name(object, 0));
    sync::mutex b(Name(object, 1));
    if (warms_up) sync::lock_guard guard(a);
    const auto both = [](sync::mutex& first, sync::mutex& second) {
        sync::lock_guard outer(first);
        sync::lock_guard inner(second);
    };
    sync::jthread one(Name(left, warms_up ? 7 : 0), [&] { both(a, b); });
    sync::jthread other(Name(left, 1), [&] { both(b, a); });
}
// The same two lines, elsewhere in the file and under other ones.
void two_threads_elsewhere() {
    sync::mutex a(Name("lock", 0));
    sync::mutex b(Name("lock", 1));
    const auto both = [](sync::mutex& first, sync::mutex& second) {
        sync::lock_guard before(first);
        sync::lock_guard inner(second);
    };
    sync::jthread one(Name("thread", 0), [&] { both(a, b); });
    sync::jthread other(Name("thread", 1), [&] { both(b, a); });
}
// clang-format on

}  // namespace

TEST_CASE("a fingerprint outlives other numbers and other steps, not other code", "[diagnose]") {
    const std::string known = fingerprint([] { two_threads(false, "thread", "lock"); });
    CHECK(fingerprint([] { two_threads(true, "thread", "lock"); }) == known);
    CHECK(fingerprint([] { two_threads(false, "worker", "lock"); }) != known);
    CHECK(fingerprint([] { two_threads(false, "thread", "fork"); }) != known);
    CHECK(fingerprint(two_threads_elsewhere) != known);
}

TEST_CASE("a function's name is had from whatever the compiler calls it", "[site]") {
    const auto name = [](const char* declaration) {
        return Site{.file = "x.cpp", .line = 1, .declaration = declaration}.function();
    };
    CHECK(name("void a::f(int)") == "a::f");
    CHECK(name("a::b::B<T> a::{anonymous}::f(c<int>) const [with T = int]") == "a::{anonymous}::f");
    CHECK(name("a::f()::<lambda(const auto:1&)> [with auto:1 = int]") == "a::f::");
    CHECK(name("") == "");
}

}  // namespace impasse::run
