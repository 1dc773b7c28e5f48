#include "harness/explore/cached_dfs.hpp"

#include "harness/catch2.hpp"
#include "harness/explore/testing.hpp"
#include "harness/sync/condition_variable.hpp"

using namespace impasse;
using explore::CachedDfs;
using explore::Dfs;
using explore::Visited;

namespace {

constexpr AgentId kOne = 1;
constexpr AgentId kOther = 2;
const trace::TraceHash kTrace{7, 8};

// Two consumers and a producer who wakes one of them: blocks, ways and preemptions.
void hand_over() {
    sync::mutex lock("lock");
    sync::condition_variable filled("filled");
    int items = 0;
    const auto take = [&] {
        sync::unique_lock guard(lock);
        filled.wait(guard, [&] { return items > 0; });
        --items;
    };
    sync::jthread first("first", take);
    sync::jthread second("second", take);
    for (int i = 0; i < 2; ++i) {
        sync::lock_guard guard(lock);
        ++items;
        filled.notify_one();
    }
}

std::set<trace::TraceHash> traces_that_ended(const std::vector<explore::Ran>& all) {
    std::set<trace::TraceHash> traces;
    for (const explore::Ran& ran : all)
        if (ran.ending != Ending::Abandoned) traces.insert(ran.trace);
    return traces;
}

}  // namespace

TEST_CASE("an arrival covers a dearer one, whoever went last") {
    Visited visited;
    CHECK_FALSE(visited.covers(kTrace, kOne, 1));
    CHECK(visited.covers(kTrace, kOther, 2));
}

TEST_CASE("an arrival covers one at the same price after the same agent alone") {
    Visited visited;
    CHECK_FALSE(visited.covers(kTrace, kOne, 1));
    CHECK(visited.covers(kTrace, kOne, 1));
    CHECK_FALSE(visited.covers(kTrace, kOther, 1));
    CHECK(visited.covers(kTrace, kOther, 1));
}

TEST_CASE("an arrival does not cover a cheaper one, which covers it from then on") {
    Visited visited;
    CHECK_FALSE(visited.covers(kTrace, kOne, 2));
    CHECK_FALSE(visited.covers(kTrace, kOne, 1));
    CHECK(visited.covers(kTrace, kOther, 2));
    CHECK_FALSE(visited.covers(kTrace, kOther, 1));
}

TEST_CASE("an arrival after an agent that is in nobody's way covers all at its price") {
    Visited visited;
    CHECK_FALSE(visited.covers(kTrace, kOne, 1));
    visited.open(kTrace);
    CHECK(visited.covers(kTrace, kOther, 1));
    CHECK_FALSE(visited.covers(kTrace, kOther, 0));
    CHECK_FALSE(visited.covers(kTrace, kOne, 0));
}

TEST_CASE("a bound that is raised is explored as if it had been there from the start") {
    sched::Scheduler scheduler;
    CachedDfs raised(0);
    Dfs plain(0);
    for (unsigned bound = 0; bound < 4; ++bound) {
        INFO("bound " << bound);
        CHECK(raised.budget() == bound);
        CachedDfs fresh(bound);
        Dfs fresh_plain(bound);
        CHECK(schedules_of(runs(scheduler, hand_over, raised)) ==
              schedules_of(runs(scheduler, hand_over, fresh)));
        CHECK(schedules_of(runs(scheduler, hand_over, plain)) ==
              schedules_of(runs(scheduler, hand_over, fresh_plain)));
        CHECK((plain.refused() || !raised.refused()));
        raised.raise();
        plain.raise();
    }
}

TEST_CASE("a bound has kept nothing out when one more changes nothing") {
    sched::Scheduler scheduler;
    CachedDfs cached(0);
    auto fewer = runs(scheduler, explore::abba, cached);
    while (cached.refused()) {
        cached.raise();
        fewer = runs(scheduler, explore::abba, cached);
    }
    Dfs whole;
    CHECK(cached.budget() > 0);
    CHECK(traces_that_ended(fewer) == traces_of(runs(scheduler, explore::abba, whole)));
}

TEST_CASE("a trace that was refused is kept out until it is arrived at otherwise") {
    Visited visited;
    CHECK_FALSE(visited.refused());
    visited.refuse(kTrace);
    visited.refuse(kTrace);
    CHECK(visited.refused());
    CHECK_FALSE(visited.covers(kTrace, kOne, 9));
    CHECK_FALSE(visited.refused());
    visited.refuse(kTrace);
    CHECK_FALSE(visited.refused());
    CHECK(visited.covers(kTrace, kOne, 9));
}

TEST_CASE("within each bound cached-dfs ends in the traces of dfs, in fewer executions") {
    for (const sched::Body& body : {sched::Body(explore::abba), sched::Body(hand_over)})
        for (unsigned bound = 0; bound < 5; ++bound) {
            INFO("bound " << bound);
            sched::Scheduler scheduler;
            Dfs plain(bound);
            CachedDfs cached(bound);
            const auto all = runs(scheduler, body, plain);
            const auto fewer = runs(scheduler, body, cached);
            CHECK(traces_that_ended(fewer) == traces_of(all));
            CHECK((bound == 0 ? fewer.size() <= all.size() : fewer.size() < all.size()));
            for (const explore::Ran& ran : fewer) CHECK(ran.preemptions <= bound);
            CHECK(cached.exhausted());
        }
}
