#include "harness/sched/scheduler.hpp"

#include <deque>
#include <exception>

#include "harness/catch2.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/random.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

struct Counted {
    explicit Counted(int& alive) : alive_(alive) { ++alive_; }
    ~Counted() { --alive_; }
    int& alive_;
};

}  // namespace

TEST_CASE("a body that never announces a step is one complete execution") {
    const auto result = explored([] {});
    CHECK(outcome(result) == "free");
    CHECK(result.executions == 1);
    CHECK(result.complete == 1);
}

TEST_CASE("an execution that is given up unwinds every agent and leaks nothing") {
    int alive = 0;
    const auto result = explored([&alive] {
        sync::mutex lock("lock");
        const Counted in_main(alive);
        sync::jthread stuck("stuck", [&] {
            const Counted in_thread(alive);
            sync::lock_guard once(lock);
            sync::lock_guard twice(lock);
        });
    });
    CHECK(outcome(result) == "reentry (stuck, lock)");
    CHECK(alive == 0);
}

TEST_CASE("a switch inside of a catch block leaves each agent its own exception") {
    std::string seen;
    const auto body = [&seen](const char* what, sync::latch& both) {
        try {
            throw std::runtime_error(what);
        } catch (const std::exception&) {
            both.arrive_and_wait();
            try {
                std::rethrow_exception(std::current_exception());
            } catch (const std::exception& mine) {
                if (std::string(mine.what()) != what) seen += "mixed up;";
            }
        }
    };
    const auto result = explored(
        [&] {
            sync::latch both(2);
            sync::jthread a("a", [&] { body("from a", both); });
            sync::jthread b("b", [&] { body("from b", both); });
        },
        run::every_interleaving());
    CHECK(outcome(result) == "free");
    CHECK(result.executions > 1);
    CHECK(seen.empty());
}

TEST_CASE("a switch while unwinding does not look like an abort to another agent") {
    const auto result = explored([] {
        sync::mutex lock("lock");
        sync::jthread panics("panics", [&] {
            sync::lock_guard guard(lock);  // its unlock is a step, taken while the panic unwinds
            panic("on purpose");
        });
        sync::jthread also("also", [&] {
            sync::lock_guard guard(lock);
            try {
                panic("caught");
            } catch (const Panic&) {
            }
        });
    });
    CHECK(outcome(result) == "panic (panics)");
    CHECK(result.deadlocked == 0);
}

TEST_CASE("an execution without end is abandoned and the verdict is inconclusive") {
    run::ExploreOptions options;
    options.max_steps = 50;
    options.max_executions = 1;
    const auto result = explored(
        [] {
            sync::atomic<int> flag(0);
            while (flag.load() == 0) {
            }
        },
        options);
    CHECK(outcome(result) == "inconclusive");
    CHECK(result.abandoned == 1);
}

TEST_CASE("an exhausted search in which an execution was abandoned is not free") {
    run::ExploreOptions options;
    options.max_steps = 20;
    const auto result = explored(
        [] {
            if (sync::choose(2) == 0) return;
            sync::atomic<int> flag(0);
            while (flag.load() == 0) {
            }
        },
        options);
    CHECK(result.complete == 1);
    CHECK(result.abandoned == 1);
    CHECK_FALSE(result.exhausted);
    CHECK(outcome(result) == "inconclusive");
}

TEST_CASE("two agents of which one runs away end by themselves, as inconclusive") {
    run::ExploreOptions options = run::every_interleaving();
    options.max_steps = 100;
    const auto result = explored(
        [] {
            sync::atomic<int> flag(0);
            sync::jthread other("other", [&] { flag.load(); });
            while (flag.load() == 0) {
            }
        },
        options);
    CHECK(outcome(result) == "inconclusive");
    CHECK(result.abandoned == 100);
}

TEST_CASE("more than 64 agents are an error that says so") {
    const auto result = explored([] {
        std::deque<sync::jthread> threads;
        for (int i = 0; i < 65; ++i) threads.push_back(sync::jthread("t", [] {}));
    });
    CHECK(result.verdict == Verdict::Error);
}

TEST_CASE("a body that changes from run to run is found to be not deterministic") {
    int run = 0;
    const auto result = explored([&run] {
        sync::mutex lock("lock");
        ++run;
        sync::jthread a("a", [&] { sync::lock_guard guard(lock); });
        if (run == 2) return;
        sync::jthread b("b", [&] { sync::lock_guard guard(lock); });
    });
    CHECK(result.verdict == Verdict::Error);
}

TEST_CASE("a body that ends earlier than before is found to be not deterministic") {
    int run = 0;
    const auto result = explored([&run] {
        sync::mutex lock("lock");
        const bool first = run++ == 0;
        sync::jthread a("a", [&] { sync::lock_guard guard(lock); });
        sync::jthread b("b", [&] { sync::lock_guard guard(lock); });
        if (first) sync::choose(2);
    });
    CHECK(result.verdict == Verdict::Error);
}

TEST_CASE("an unlock without a lock is a panic of the program under test") {
    const auto result = explored([] { sync::mutex("lock").unlock(); });
    CHECK(outcome(result) == "panic (main)");
}

TEST_CASE("every value of a choice is explored") {
    std::string seen;
    const auto result = explored([&seen] { seen += std::to_string(sync::choose(3)); });
    CHECK(result.executions == 3);
    CHECK(seen == "012");
}

TEST_CASE("an object that is destroyed while somebody waits at it is a mistake that is named") {
    const auto result = explored([] {
        auto lock = std::make_unique<sync::mutex>("lock");
        lock->lock();
        sync::jthread waits("waits", [&lock] { lock->lock(); });
        lock.reset();
    });
    CHECK(result.verdict == Verdict::Error);
}

TEST_CASE("an agent has the same id however its siblings interleave") {
    std::set<std::pair<std::string, AgentId>> ids;
    const auto result = explored([&ids] {
        sync::mutex lock("lock");
        const auto parent = [&](const char* child) {
            sync::lock_guard guard(lock);
            sync::jthread inner(
                child, [&ids, child] { ids.emplace(child, sched::Scheduler::current().self()); });
        };
        sync::jthread a("a", [&] { parent("a's"); });
        sync::jthread b("b", [&] { parent("b's"); });
    });
    CHECK(outcome(result) == "free");
    CHECK(result.complete == 2);
    CHECK(ids.size() == 2);
}

TEST_CASE("one scheduler runs thousands of executions on the coroutines of the first") {
    sched::Scheduler scheduler;
    explore::Random strategy(1);
    const auto body = [] {
        sync::mutex lock("lock");
        sync::jthread a("a", [&] { sync::lock_guard guard(lock); });
        sync::jthread b("b", [&] { sync::lock_guard guard(lock); });
    };
    for (int i = 0; i < 5000; ++i) CHECK(scheduler.run(body, strategy, {}) == Ending::Complete);
    CHECK(scheduler.coroutines() == 3);
}
