#include "harness/sync/barrier.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

// Two threads in step. In the second round `left` keeps the lock while it waits, if told so.
void in_step(bool keeps) {
    sync::barrier line(2, "line");
    sync::mutex lock("lock");
    sync::jthread left("left", [&] {
        line.arrive_and_wait();
        lock.lock();
        if (!keeps) lock.unlock();
        line.arrive_and_wait();
        if (keeps) lock.unlock();
    });
    sync::jthread right("right", [&] {
        line.arrive_and_wait();
        { sync::lock_guard guard(lock); }
        line.arrive_and_wait();
    });
}

}  // namespace

TEST_CASE("nobody goes on before all have arrived, round by round", "[barrier]") {
    for (const char* strategy : {"dpor", "dfs"}) {
        run::ExploreOptions options;
        options.strategy = strategy;
        const auto result = explored(
            [] {
                sync::barrier line(2, "line");
                sync::atomic<int> rounds(0, "rounds");
                const auto work = [&] {
                    for (int round = 1; round <= 2; ++round) {
                        rounds.fetch_add(1);
                        line.arrive_and_wait();
                        if (rounds.load() < 2 * round) panic("one is a round behind");
                    }
                };
                sync::jthread left("left", work);
                sync::jthread right("right", work);
            },
            options);
        CHECK(outcome(result) == "free");
    }
}

TEST_CASE("arrivals commute", "[barrier]") {
    const auto result = explored([] {
        sync::barrier line(3, "line");
        sync::jthread one("one", [&] { line.arrive_and_wait(); });
        sync::jthread two("two", [&] { line.arrive_and_wait(); });
        line.arrive_and_wait();
    });
    CHECK(outcome(result) == "free");
    CHECK(result.executions == 1);
}

TEST_CASE("a cycle goes through a barrier", "[barrier]") {
    CHECK(outcome(explored([] { in_step(true); })) == "cycle (left, right, line, lock)");
    CHECK(outcome(explored([] { in_step(false); })) == "free");
}

TEST_CASE("who waits at a barrier to which the others do not come is stranded", "[barrier]") {
    const auto result = explored([] {
        sync::barrier line(2, "line");
        line.arrive_and_wait();
    });
    CHECK(outcome(result) == "stranded-waiter (main, line)");
}

TEST_CASE("more threads than a barrier expects are an error that says so", "[barrier]") {
    const auto result = explored([] {
        sync::barrier line(1, "line");
        sync::jthread other("other", [&] { line.arrive_and_wait(); });
        line.arrive_and_wait();
    });
    CHECK(outcome(result).find("more threads arrive at line than it expects") != std::string::npos);
}
