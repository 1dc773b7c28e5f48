#include <mutex>
#include <set>
#include <shared_mutex>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

TEST_CASE("a mutex works with the guards of std") {
    const auto result = explored([] {
        sync::mutex a("a");
        sync::mutex b("b");
        sync::shared_mutex c("c");
        { std::lock_guard guard(a); }
        {
            std::unique_lock guard(a, std::defer_lock);
            if (!guard.try_lock()) panic("nobody holds it");
        }
        { std::scoped_lock guard(a, b); }
        { std::shared_lock guard(c); }
    });
    CHECK(outcome(result) == "free");
}

TEST_CASE("std::scoped_lock takes two mutexes in either order without a hang") {
    const auto result = explored([] {
        sync::mutex a("a");
        sync::mutex b("b");
        sync::jthread left("left", [&] { std::scoped_lock guard(a, b); });
        std::unique_lock second(b);
    });
    CHECK(result.deadlocked == 0);
}

TEST_CASE("a counter behind a mutex is never lost, without one it is") {
    std::set<int> with;
    std::set<int> without;
    const auto count = [](std::set<int>& seen, bool locked) {
        return explored([&seen, locked] {
            sync::mutex lock("lock");
            sync::atomic<int> value(0, "value");
            const auto add = [&] {
                std::unique_lock guard(lock, std::defer_lock);
                if (locked) guard.lock();
                value.store(value.load() + 1);
            };
            sync::thread a("a", add);
            sync::thread b("b", add);
            a.join();
            b.join();
            seen.insert(value.load());
        });
    };
    CHECK(outcome(count(with, true)) == "free");
    CHECK(outcome(count(without, false)) == "free");
    CHECK(with == std::set<int>{2});
    CHECK(without == std::set<int>{1, 2});
}

TEST_CASE("try_lock sees both a held and a free mutex") {
    std::set<bool> seen;
    const auto result = explored([&seen] {
        sync::mutex lock("lock");
        sync::jthread holds("holds", [&] { sync::lock_guard guard(lock); });
        const bool got = lock.try_lock();
        seen.insert(got);
        if (got) lock.unlock();
    });
    CHECK(outcome(result) == "free");
    CHECK(seen.size() == 2);
}

TEST_CASE("an unlock that follows is a panic of whoever does not hold the lock, in any order") {
    const auto unlocked_by_another = [] {
        sync::mutex lock("lock", sync::Unlocks::Follow);
        sync::atomic<int> flag(0, "flag");
        sync::jthread holds("holds", [&] { lock.lock(); });
        sync::jthread frees("frees", [&] {
            flag.store(1);
            lock.unlock();
        });
    };
    CHECK(outcome(explored(unlocked_by_another)) == "panic (frees)");
    CHECK(outcome(explored(unlocked_by_another, run::every_interleaving())) == "panic (frees)");
}

TEST_CASE("readers hold a shared mutex at the same time, writers do not") {
    int most_readers = 0;
    int most_writers = 0;
    const auto result = explored(
        [&] {
            sync::shared_mutex lock("lock");
            int readers = 0;
            int writers = 0;
            const auto read = [&] {
                sync::shared_lock guard(lock);
                most_readers = std::max(most_readers, ++readers);
                sync::Lockable("step").acquire(sync::Mode::Write, "lock", Location::current());
                --readers;
            };
            const auto write = [&] {
                sync::lock_guard guard(lock);
                most_writers = std::max(most_writers, ++writers + readers);
                --writers;
            };
            sync::jthread a("a", read);
            sync::jthread b("b", read);
            sync::jthread c("c", write);
        },
        run::every_interleaving());
    CHECK(outcome(result) == "free");
    CHECK(most_readers == 2);
    CHECK(most_writers == 1);
}

TEST_CASE("a reader that reads again behind a waiting writer gets in: readers are preferred") {
    const auto result = explored([] {
        sync::shared_mutex lock("lock");
        sync::jthread reader("reader", [&] {
            sync::shared_lock once(lock);
            sync::shared_lock again(lock);
        });
        sync::jthread writer("writer", [&] { sync::lock_guard guard(lock); });
    });
    CHECK(outcome(result) == "free");
}

TEST_CASE("a reader that wants to write hangs on itself") {
    const auto result = explored([] {
        sync::shared_mutex lock("lock");
        sync::shared_lock read(lock);
        sync::lock_guard write(lock);
    });
    CHECK(outcome(result) == "reentry (main, lock)");
}

TEST_CASE("notify_one wakes any one of those that wait") {
    std::set<std::string> first;
    const auto result = explored([&first] {
        sync::mutex lock("lock", sync::Unlocks::Follow);
        sync::condition_variable ready("ready");
        int tickets = 0;
        std::string order;
        const auto take = [&](const char* who) {
            sync::unique_lock guard(lock);
            ready.wait(guard, [&] { return tickets > 0; });
            --tickets;
            order += who;
        };
        {
            sync::jthread a("a", [&] { take("a"); });
            sync::jthread b("b", [&] { take("b"); });
            for (int i = 0; i < 2; ++i) {
                sync::lock_guard guard(lock);
                ++tickets;
                ready.notify_one();
            }
        }
        first.insert(order);
    });
    CHECK(outcome(result) == "free");
    CHECK(first == std::set<std::string>{"ab", "ba"});
}

TEST_CASE("a wait is woken without a notification as often as was asked for, and no more often") {
    const auto wakeups = [](unsigned most) {
        std::set<unsigned> seen;
        const auto result = explored([&seen, most] {
            sync::mutex lock("lock", sync::Unlocks::Follow);
            sync::condition_variable ready("ready", sync::SpuriousWakeups{most});
            bool open = false;
            unsigned spurious = 0;
            sync::thread waiter("waiter", [&] {
                sync::unique_lock guard(lock);
                while (!open) {
                    ready.wait(guard);
                    spurious += !open;
                }
            });
            {
                sync::lock_guard guard(lock);
                open = true;
                ready.notify_one();
            }
            waiter.join();
            seen.insert(spurious);
        });
        CHECK(result.findings.empty());
        return seen;
    };
    CHECK(wakeups(0) == std::set<unsigned>{0});
    CHECK(wakeups(1) == std::set<unsigned>{0, 1});
    CHECK(wakeups(3) == std::set<unsigned>{0, 1, 2, 3});
}

TEST_CASE("notify_one for two waiters leaves one behind") {
    const auto result = explored([] {
        sync::mutex lock("lock", sync::Unlocks::Follow);
        sync::condition_variable ready("ready");
        bool open = false;
        const auto wait = [&] {
            sync::unique_lock guard(lock);
            ready.wait(guard, [&] { return open; });
        };
        sync::jthread a("waiter", [&] { wait(); });
        sync::jthread b("waiter", [&] { wait(); });
        sync::lock_guard guard(lock);
        open = true;
        ready.notify_one();
    });
    CHECK(result.verdict == Verdict::Found);
    for (const Finding& finding : result.findings)
        CHECK(finding.kind == FindingKind::StrandedWaiter);
}

TEST_CASE("a latch opens when it has counted down, and not before") {
    const auto opens = explored([] {
        sync::latch gate(2, "gate");
        sync::jthread a("a", [&] { gate.count_down(); });
        sync::jthread b("b", [&] { gate.count_down(); });
        gate.wait();
    });
    const auto stays = explored([] {
        sync::latch gate(2, "gate");
        sync::jthread a("a", [&] { gate.count_down(); });
        gate.wait();
    });
    CHECK(outcome(opens) == "free");
    CHECK(outcome(stays) == "stranded-waiter (main, gate)");
}

TEST_CASE("compare_exchange succeeds for one of two threads") {
    std::set<int> winners;
    const auto result = explored([&winners] {
        sync::atomic<int> owner(0, "owner");
        int won = 0;
        const auto claim = [&] {
            int expected = 0;
            if (owner.compare_exchange_strong(expected, 1)) ++won;
        };
        {
            sync::jthread a("a", claim);
            sync::jthread b("b", claim);
        }
        winners.insert(won);
    });
    CHECK(outcome(result) == "free");
    CHECK(winners == std::set<int>{1});
}

TEST_CASE("two threads that join each other are a cycle") {
    const auto result = explored([] {
        sync::thread a;
        sync::latch made(1, "made");
        sync::thread b("b", [&] {
            made.wait();
            a.join();
        });
        a = sync::thread("a", [&] { b.join(); });
        made.count_down();
        sync::latch(1, "end").wait();
    });
    CHECK(result.verdict == Verdict::Found);
    CHECK(result.findings.front().kind == FindingKind::Cycle);
}

TEST_CASE("a thread that is destroyed while it is joinable panics") {
    const auto result = explored([] { sync::thread forgotten("forgotten", [] {}); });
    CHECK(outcome(result) == "panic (main)");
}

TEST_CASE("a panic in a thread is a finding, though everything comes to its end") {
    const auto result = explored([] { sync::jthread t("t", [] { panic("on purpose"); }); });
    CHECK(outcome(result) == "panic (t)");
    CHECK(result.complete == 1);
}

TEST_CASE("an unlock of a lock that another thread has unlocked meanwhile is a panic") {
    const auto result = explored([] {
        sync::mutex m("m");
        m.lock();
        sync::jthread other("other", [&] { m.unlock(); });
        m.unlock();
    });
    CHECK(result.verdict == Verdict::Found);
    for (const Finding& finding : result.findings) CHECK(finding.kind == FindingKind::Panic);
}

TEST_CASE("a recursive mutex is its owner's as often as it was locked, and nobody else's") {
    const auto unlocked = [](int times) {
        return outcome(explored([times] {
            sync::recursive_mutex lock("lock");
            const sync::jthread other("other", [&] {
                lock.lock();
                lock.unlock();
            });
            lock.lock();
            lock.lock();
            for (int i = 0; i < times; ++i) lock.unlock();
        }));
    };
    CHECK(unlocked(1) == "cycle (main, other, lock, other)");
    CHECK(unlocked(2) == "free");
    CHECK(unlocked(3) == "panic (main)");
}

TEST_CASE("unlocking a recursive mutex that another thread has locked is a panic") {
    CHECK(outcome(explored([] {
              sync::recursive_mutex lock("lock");
              lock.lock();
              {
                  const sync::jthread other("other", [&] { lock.unlock(); });
              }
              lock.unlock();
          })) == "panic (other)");
}
