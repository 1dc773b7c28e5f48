// Who still waits when all ends: a finding where nobody brings the value, a hazard where somebody was about
// to.
#include <algorithm>

#include "harness/catch2.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

const Finding* hazard(const ScenarioResult& result, FindingKind kind) {
    for (const Finding& one : result.hazards)
        if (one.kind == kind) return &one;
    return nullptr;
}

enum class Fetch { Missing, Comes, AsksFirst };

void ends_early(Fetch fetch) {
    rt::Notify ready("ready");
    rt::Notify asked("asked");
    rt::Runtime runtime;
    runtime.block_on([&] {
        runtime.spawn("waiter", [&] {
            rt::await(ready.notified());
            asked.notify_one();
        });
        if (fetch != Fetch::Missing)
            runtime.spawn("fetch", [&] {
                if (fetch == Fetch::AsksFirst) rt::await(asked.notified());
                rt::await(rt::sleep());
                ready.notify_one();
            });
        rt::await(rt::yield_now());
        rt::await(rt::yield_now());
    });
}

}  // namespace

TEST_CASE("a value that nobody brings is a finding, one that was about to come a hazard") {
    CHECK(outcome(explored([] { ends_early(Fetch::Missing); })) ==
          "waiters-at-drop (waiter, ready)");
    const auto comes = explored([] { ends_early(Fetch::Comes); });
    CHECK(outcome(comes) == "free");
    REQUIRE(hazard(comes, FindingKind::WaitersAtDrop));
    CHECK(hazard(comes, FindingKind::WaitersAtDrop)->excused);
    // Each would bring what the other waits for: nobody does.
    CHECK(explored([] { ends_early(Fetch::AsksFirst); }).verdict == Verdict::Found);
}

TEST_CASE("without all executions nobody is known to bring the value") {
    run::ExploreOptions one;
    one.max_executions = 1;
    const auto result = explored([] { ends_early(Fetch::Comes); }, one);
    CHECK((result.verdict == Verdict::Found || result.verdict == Verdict::Inconclusive));
    CHECK(result.hazards.empty());
}

TEST_CASE("a guard across an await says whether anybody else takes its lock") {
    const auto holds = [](bool other) {
        return explored([other] {
            models::DashMap<int, int> map(1, [](const int&) { return std::size_t{0}; });
            auto runtime = rt::Builder::new_multi_thread().worker_threads(2).build();
            runtime.block_on([&] {
                auto holder = rt::spawn("holder", [&] {
                    map.insert(0, 1);
                    const auto ref = map.get(0);
                    rt::await(rt::yield_now());
                });
                if (other) {
                    auto reader = rt::spawn("reader", [&] { map.get(0); });
                    rt::await(reader);
                }
                rt::await(holder);
            });
        });
    };
    const auto says = [&](bool other, const char* what) {
        const ScenarioResult result = holds(other);
        const Finding* across = hazard(result, FindingKind::GuardAcrossAwait);
        return across && across->summary.find(what) != std::string::npos;
    };
    CHECK(says(false, "nobody else takes shard 0"));
    CHECK(says(true, "others take shard 0 too"));
}

TEST_CASE("a writer that readers pass is a hazard, one that keeps them out is none") {
    const auto readers = [](sync::Preference preference) {
        return explored([preference] {
            sync::shared_mutex lock("lock", sync::Unlocks::Step, preference);
            sync::jthread writer("writer", [&] { sync::lock_guard guard(lock); });
            const auto read = [&] { sync::shared_lock guard(lock); };
            sync::jthread one("reader 1", read);
            sync::jthread two("reader 2", read);
        });
    };
    const auto passed = readers(sync::Preference::Readers);
    CHECK(outcome(passed) == "free");
    REQUIRE(hazard(passed, FindingKind::Starvation));
    CHECK(hazard(passed, FindingKind::Starvation)->participants.front() == "writer");
    CHECK_FALSE(hazard(readers(sync::Preference::Claim), FindingKind::Starvation));
}
