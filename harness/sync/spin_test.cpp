// Loops that wait by looking again: cut off where they would come to where they were, and nothing is
// missed by that.
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/core/rng.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/global.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;
using sync::this_thread::yield;

namespace {

run::ExploreOptions by(const std::string& strategy, std::uint64_t executions = 0) {
    run::ExploreOptions options;
    options.strategy = strategy;
    options.max_executions = executions;
    return options;
}

void flag(bool set) {
    sync::atomic<bool> ready(false, "ready");
    sync::jthread reader("reader", [&] {
        while (!ready.load()) yield();
    });
    if (set) ready.store(true);
}

// Threads that each take a lock made of one atomic and count.
struct SpinLock {
    sync::atomic<bool> taken{false, "taken"};
    void lock() {
        while (taken.exchange(true)) yield();
    }
    void unlock() { taken.store(false); }
};

}  // namespace

TEST_CASE("a loop that waits for a flag ends when it is set, and never when it is not") {
    for (const char* strategy : {"dpor", "dfs"}) {
        const auto set = explored([] { flag(true); }, by(strategy));
        CHECK(outcome(set) == "free");
        CHECK(set.exhausted);
        if (strategy == std::string("dpor")) {
            CHECK(set.complete == 2);   // it looks once or twice
            CHECK(set.redundant == 1);  // cut off, and then the flag was set
        }
        const auto never = explored([] { flag(false); }, by(strategy));
        CHECK(outcome(never) == "livelock (reader, ready)");
        CHECK(never.exhausted);
    }
}

TEST_CASE("a drawn execution goes on with a loop once what it saw has changed") {
    for (const char* strategy : {"random", "pct", "pos"}) {
        const auto result = explored([] { flag(true); }, by(strategy, 100));
        CHECK(result.findings.empty());
        CHECK(result.abandoned == 0);
        const auto never = explored([] { flag(false); }, by(strategy, 100));
        CHECK(outcome(never) == "livelock (reader, ready)");
    }
}

TEST_CASE("bounds count no preemption where a loop gives way") {
    run::ExploreOptions options;
    options.preemptions = 0;
    CHECK(outcome(explored([] { flag(true); }, options)) == "free-within");
    CHECK(outcome(explored([] { flag(false); }, options)) == "livelock (reader, ready)");
}

TEST_CASE("a spin lock keeps two threads apart; one that keeps it leaves the other spinning") {
    const auto run = [](bool keeps) {
        return explored([keeps] {
            SpinLock lock;
            int count = 0;
            const auto add = [&] {
                lock.lock();
                ++count;
                if (!keeps) lock.unlock();
            };
            sync::thread a("a", add);
            sync::thread b("b", add);
            a.join();
            b.join();
            if (count != 2) panic("one was lost");
        });
    };
    CHECK(outcome(run(false)) == "free");
    CHECK(outcome(run(true)) == "livelock (b, taken); livelock (a, taken)");
}

TEST_CASE("a loop that looks at two things waits for either") {
    const auto peterson = [](bool polite) {
        return explored([polite] {
            sync::atomic<bool> first(false, "first");
            sync::atomic<bool> second(false, "second");
            sync::atomic<int> turn(0, "turn");
            int inside = 0;
            const auto enter = [&](sync::atomic<bool>& mine, sync::atomic<bool>& other, int next) {
                mine.store(true);
                if (polite) turn.store(next);
                while (other.load() && (!polite || turn.load() == next)) yield();
                if (++inside != 1) panic("both are inside");
                --inside;
                mine.store(false);
            };
            sync::jthread a("a", [&] { enter(first, second, 1); });
            sync::jthread b("b", [&] { enter(second, first, 0); });
        });
    };
    CHECK(outcome(peterson(true)) == "free");
    CHECK(outcome(peterson(false)) == "livelock (a, b, first, second)");
}

TEST_CASE("a loop that gives up by itself is explored with all its rounds") {
    const auto tries = [](int most) {
        std::set<int> rounds;
        const auto result = explored([&rounds, most] {
            sync::atomic<bool> ready(false, "ready");
            sync::thread setter("setter", [&] { ready.store(true); });
            int tried = 0;
            while (tried < most && !ready.load()) {
                ++tried;
                yield();
            }
            setter.join();
            rounds.insert(tried);
        });
        CHECK(outcome(result) == "free");
        return rounds;
    };
    CHECK(tries(5) == std::set<int>{0, 1, 2, 3, 4, 5});
    CHECK(tries(1'000'000).size() < 4);  // no trial is as long: it is taken to spin for ever
}

TEST_CASE("a hang that only a loop's giving up leads to is found") {
    const auto program = [] {
        sync::atomic<bool> ready(false, "ready");
        sync::latch never(1, "never");
        sync::jthread waiter("waiter", [&] {
            for (int tried = 0; tried < 4; ++tried) {
                if (ready.load()) return;
                yield();
            }
            never.wait();
        });
        ready.store(true);
    };
    for (const char* strategy : {"dpor", "dfs"})
        CHECK(outcome(explored(program, by(strategy))) == "stranded-waiter (waiter, never)");
    run::ExploreOptions two;
    two.jobs = 2;
    CHECK(outcome(explored(program, two)) == "stranded-waiter (waiter, never)");
}

TEST_CASE("two that wait for each other for ever are found though a third one runs on") {
    const auto result = explored([] {
        sync::mutex a("a");
        sync::mutex b("b");
        sync::atomic<bool> stop(false, "stop");
        sync::jthread watchdog("watchdog", [&] {
            while (!stop.load()) yield();
        });
        {
            sync::jthread left("left", [&] {
                sync::lock_guard outer(a);
                sync::lock_guard inner(b);
            });
            sync::jthread right("right", [&] {
                sync::lock_guard outer(b);
                sync::lock_guard inner(a);
            });
        }
        stop.store(true);
    });
    CHECK(outcome(result) == "cycle (left, right, a, b)");
    CHECK(result.findings.front().also == std::vector<FindingKind>{FindingKind::Livelock});
}

TEST_CASE("who spins on a try takes part in a cycle") {
    const auto result = explored([] {
        sync::mutex a("a");
        sync::mutex b("b");
        sync::jthread left("left", [&] {
            sync::lock_guard outer(a);
            sync::lock_guard inner(b);
        });
        sync::jthread right("right", [&] {
            sync::lock_guard outer(b);
            while (!a.try_lock()) yield();
            a.unlock();
        });
    });
    CHECK(outcome(result) == "cycle (left, right, a, b)");
}

TEST_CASE("of what ends, nothing is missed by cutting loops off") {
    // Against all executions of at most so many steps, in which loops go round as often as they like.
    const auto endings = [](bool plain) {
        std::set<std::string> all;
        const auto body = [&all, plain] {
            sync::atomic<int> x(0, "x");
            sync::atomic<int> y(0, "y");
            std::string log;
            const auto wait = [&](sync::atomic<int>& flag, int until) {
                int seen = flag.load();
                for (; seen < until; seen = flag.load())
                    plain ? static_cast<void>(sync::choose(1)) : yield();
                log += std::to_string(seen);
            };
            sync::thread a("a", [&] {
                wait(x, 1);
                y.store(1);
                wait(x, 2);
            });
            x.store(1);
            x.store(2);
            wait(y, 1);
            a.join();
            all.insert(log);
        };
        sched::Scheduler scheduler;
        explore::Dfs dfs;
        while (dfs.begin()) dfs.end(scheduler.run(body, dfs, {.max_steps = plain ? 18U : 1'000U}));
        CHECK(dfs.error().empty());
        return all;
    };
    CHECK(endings(true) == endings(false));
    CHECK(endings(false).size() > 1);
}

TEST_CASE("what a loop remembers of what it saw is not lost") {
    std::set<std::string> seen;
    const auto result = explored([&seen] {
        sync::atomic<int> x(0, "x");
        std::string log;
        sync::thread reader("reader", [&] {
            for (int last = 0; last < 3; yield()) {
                const int now = x.load();
                if (now != last) log += std::to_string(now);
                last = now;
            }
        });
        for (int value = 1; value <= 3; ++value) x.store(value);
        reader.join();
        seen.insert(log);
    });
    CHECK(outcome(result) == "free");
    CHECK(seen == std::set<std::string>{"3", "13", "23", "123"});
}

TEST_CASE("random programs that spin come to the same in every exhaustive search") {
    constexpr int kThreads = 3;
    constexpr int kFlags = 2;
    std::map<std::string, int> how_many;
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        const auto all = [seed](const std::string& strategy, unsigned jobs) {
            std::set<std::string> logs;
            std::mutex mutex;
            run::ExploreOptions options = by(strategy, strategy == "dfs" ? 2'000 : 0);
            options.jobs = jobs;
            const auto result = explored(
                [&, seed] {
                    Rng rng(seed);
                    std::deque<sync::atomic<int>> flags;
                    for (int i = 0; i < kFlags; ++i) flags.emplace_back(0, Name("flag", i));
                    std::array<std::string, kThreads> saw;
                    std::deque<sync::thread> threads;
                    for (std::size_t i = 0; i < kThreads; ++i) {
                        std::vector<std::function<void()>> steps;
                        for (auto left = 1 + rng.below(2); left > 0; --left) {
                            auto& flag = flags[rng.below(kFlags)];
                            auto& other = flags[rng.below(kFlags)];
                            const int value = static_cast<int>(1 + rng.below(2));
                            auto& log = saw[i];
                            switch (rng.below(5)) {
                                case 0:
                                case 1:
                                    steps.emplace_back([&flag, value] { flag.fetch_add(value); });
                                    break;
                                case 2:
                                    steps.emplace_back([&flag, value, &log] {
                                        int now = flag.load();
                                        for (; now < value; now = flag.load()) yield();
                                        log += std::to_string(now);
                                    });
                                    break;
                                case 3:  // either of two
                                    steps.emplace_back([&flag, &other, value, &log] {
                                        while (flag.load() < value && other.load() < value) yield();
                                        log += 'e';
                                    });
                                    break;
                                default:  // a spin lock
                                    steps.emplace_back([&flag, &log] {
                                        int free = 0;
                                        for (; !flag.compare_exchange_strong(free, 3); free = 0)
                                            yield();
                                        log += 'l';
                                        flag.store(0);
                                    });
                            }
                        }
                        threads.emplace_back(Name("thread", static_cast<int>(i)), [steps] {
                            for (const auto& step : steps) step();
                        });
                    }
                    for (auto& thread : threads) thread.join();
                    const std::lock_guard guard(mutex);
                    logs.insert(saw[0] + "/" + saw[1] + "/" + saw[2]);
                },
                options);
            CHECK(result.verdict != Verdict::Error);
            if (!result.exhausted) return std::set<std::string>{"too many"};
            for (const Finding& finding : result.findings) logs.insert(finding.fingerprint);
            return logs;
        };
        const auto dpor = all("dpor", 1);
        const auto dfs = all("dfs", 1);
        compared += !dfs.contains("too many");
        if (!dfs.contains("too many")) CHECK(dpor == dfs);
        CHECK(dpor == all("dpor", 2));
        for (const std::string& one : dpor) ++how_many[one.substr(0, one.find('-'))];
    }
    CHECK(compared > 25);
    CHECK(how_many["livelock"] > 10);
    CHECK(how_many.size() > 20);
}

TEST_CASE("tasks that give way for ever go round; one that is waited for does not") {
    const auto result = [](bool set) {
        return explored([set] {
            sync::atomic<bool> ready(false, "ready");
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto spins = rt::spawn("spins", [&] {
                    while (!ready.load()) rt::await(rt::yield_now());
                });
                if (set) ready.store(true);
                rt::await(spins);
            });
        });
    };
    CHECK(outcome(result(false)) == "livelock (spins, ready, worker 0)");
    CHECK(outcome(result(true)) == "free");
}

TEST_CASE("threads that are alike spin alike") {
    run::ExploreOptions symmetry;
    symmetry.symmetry = true;
    for (const bool keeps : {false, true}) {
        const auto body = [keeps] {
            auto& lock = sync::global<SpinLock>();
            sync::interchangeable(2, "thread", [&lock, keeps] {
                lock.lock();
                if (!keeps) lock.unlock();
            });
        };
        const auto all = explored(body);
        const auto one = explored(body, symmetry);
        CHECK(all.exhausted);
        CHECK(one.exhausted);
        CHECK(all.verdict == one.verdict);
        CHECK(one.executions <= all.executions);
        CHECK((all.verdict == Verdict::Found) == keeps);
    }
}
