#include "harness/explore/delays.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/testing.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"

using namespace impasse;
using explore::abba;
using explore::Delays;
using explore::runs;

namespace {

// Each takes its own lock and then its neighbour's: all n of them must stop in between.
void three_in_a_circle() {
    std::deque<sync::mutex> forks;
    for (int i = 0; i < 3; ++i) forks.emplace_back(Name("fork", i));
    std::deque<sync::jthread> table;
    for (std::size_t i = 0; i < 3; ++i)
        table.emplace_back(Name("philosopher", static_cast<int>(i)), [&forks, i] {
            sync::lock_guard left(forks[i]);
            sync::lock_guard right(forks[(i + 1) % 3]);
        });
}

std::vector<explore::Ran> delayed(unsigned delays, const sched::Body& body) {
    Delays strategy(delays);
    auto all = runs(body, strategy);
    CHECK(strategy.exhausted());
    return all;
}

}  // namespace

TEST_CASE("without a delay there is one execution, and it preempts nobody") {
    for (const auto& body : {abba, three_in_a_circle}) {
        const auto all = delayed(0, body);
        REQUIRE(all.size() == 1);
        CHECK(all.front().preemptions == 0);
        CHECK(all.front().ending == Ending::Complete);
    }
}

TEST_CASE("AB/BA takes one delay, a circle of three takes two") {
    CHECK(explore::stuck_in(delayed(1, abba)) > 0);
    CHECK(explore::stuck_in(delayed(1, three_in_a_circle)) == 0);
    CHECK(explore::stuck_in(delayed(2, three_in_a_circle)) > 0);
}

TEST_CASE("agents go in the order of their creation until they block") {
    const auto all = delayed(0, [] {
        sync::atomic<int> x(0, "x");
        sync::jthread one("one", [&] {
            x.store(1);
            x.store(2);
        });
        sync::jthread two("two", [&] { x.store(3); });
    });
    REQUIRE(all.size() == 1);
    std::vector<AgentId> order;
    for (const Move move : all.front().moves) order.push_back(move.agent);
    CHECK(order == std::vector<AgentId>{1, 1, 2, 0, 0});
}

TEST_CASE("delays are spent anywhere, and on the same step as well") {
    // Three threads of one step each: without a delay 1-2-3; the orders that one and two more give.
    const auto body = [] {
        sync::atomic<int> x(0, "x");
        std::deque<sync::jthread> threads;
        for (int i = 0; i < 3; ++i) threads.emplace_back(Name("thread", i), [&x] { x.store(1); });
    };
    CHECK(explore::traces_of(delayed(0, body)).size() == 1);
    CHECK(explore::traces_of(delayed(1, body)).size() == 3);
    CHECK(explore::traces_of(delayed(2, body)).size() == 5);
    CHECK(explore::traces_of(delayed(3, body)).size() == 6);
}

TEST_CASE("a bound is for the whole execution") {
    Delays delays(2);
    explore::Dfs preemptions(2);
    for (Strategy* strategy :
         {static_cast<Strategy*>(&delays), static_cast<Strategy*>(&preemptions)}) {
        unsigned most = 0;
        for (const auto& ran : runs([] { explore::apart(2); }, *strategy))
            most = std::max(most, ran.preemptions);
        CHECK(most == 2);
    }
}

TEST_CASE("the ways of a step are all explored, and are no delays") {
    const auto all = delayed(0, [] {
        sync::choose(3);
        sync::choose(2);
    });
    CHECK(all.size() == 6);
}

TEST_CASE("more delays run what fewer do, and with enough of them all that dfs runs") {
    for (const auto& body : {abba, three_in_a_circle}) {
        sched::Scheduler scheduler;
        explore::Dfs dfs;
        const auto everything = runs(scheduler, body, dfs);
        std::set<trace::TraceHash> before;
        for (const unsigned delays : {0, 1, 2, 3, 50}) {
            Delays strategy(delays);
            const auto all = runs(scheduler, body, strategy);
            const auto traces = explore::traces_of(all);
            CHECK(std::includes(traces.begin(), traces.end(), before.begin(), before.end()));
            CHECK(all.size() <= everything.size());
            before = traces;
        }
        CHECK(before == explore::traces_of(everything));
    }
}

TEST_CASE("a delay-bounded search is the same each time") {
    CHECK(explore::schedules_of(delayed(2, three_in_a_circle)) ==
          explore::schedules_of(delayed(2, three_in_a_circle)));
}

TEST_CASE("no execution is run twice") {
    for (const unsigned delays : {1, 2, 3}) {
        auto schedules = explore::schedules_of(delayed(delays, three_in_a_circle));
        const auto text = [](const std::vector<Move>& moves) {
            std::string all;
            for (const Move m : moves) all += std::to_string(m.agent) + ".";
            return all;
        };
        std::set<std::string> distinct;
        for (const auto& schedule : schedules) distinct.insert(text(schedule));
        CHECK(distinct.size() == schedules.size());
    }
}

TEST_CASE("yielding in a loop lets others in without a delay") {
    const auto all = delayed(0, [] {
        sync::atomic<bool> flag(false, "flag");
        sync::jthread setter("setter", [&] { flag.store(true); });
        rt::Runtime runtime;
        runtime.block_on([&] {
            while (!flag.load()) rt::await(rt::yield_now());
        });
    });
    CHECK(all.front().ending == Ending::Complete);
}

TEST_CASE("delays notice a body that is not deterministic") {
    int run = 0;
    Delays delays(2);
    runs(
        [&run] {
            sync::atomic<int> x(0, "x");
            if (++run == 3) x.load();
            sync::jthread one("one", [&] { x.store(1); });
            sync::jthread two("two", [&] { x.store(2); });
        },
        delays);
    CHECK(!delays.error().empty());
    CHECK(!delays.exhausted());
}
