#include "harness/rt/semaphore.hpp"

#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

// A task that acquires, writes its letter, and gives back what it has.
JoinHandle<Unit> acquirer(Semaphore& semaphore, std::string& log, char name, unsigned count = 1) {
    return spawn(Name("acquirer", name - '0'), [&semaphore, &log, name, count] {
        const auto permit = await(semaphore.acquire_many(count));
        log += permit ? name : '-';
    });
}

}  // namespace

TEST_CASE("a semaphore has as many permits as it was made with", "[rt][semaphore]") {
    const auto with = [](unsigned permits) {
        return on_runtime([permits](std::string& log) {
            Semaphore semaphore(permits);
            const auto first = await(semaphore.acquire());
            log += semaphore.try_acquire() ? 'y' : 'n';
            const auto second = await(semaphore.acquire());
            log += '2';
        });
    };
    CHECK(with(2).outcome == "free");
    CHECK(with(2).logs == Logs{"y2"});
    CHECK(with(1).outcome == "reentry (main, semaphore)");
}

TEST_CASE("a permit that is dropped can be had again, one that is forgotten cannot",
          "[rt][semaphore]") {
    const auto with = [](bool forgets) {
        return on_runtime([forgets](std::string& log) {
            Semaphore semaphore(1);
            {
                auto permit = await(semaphore.acquire());
                if (forgets) permit->forget();
            }
            await(semaphore.acquire());
            log += 'a';
        });
    };
    CHECK(with(false).outcome == "free");
    CHECK(with(true).outcome == "stranded-waiter (main, semaphore)");
}

TEST_CASE("waiters are served in the order of their first poll, and nobody overtakes them",
          "[rt][semaphore]") {
    const Seen all = on_runtime([](std::string& log) {
        Semaphore semaphore(0);
        Handles handles;
        handles.push_back(acquirer(semaphore, log, '1', 2));
        handles.push_back(acquirer(semaphore, log, '2'));
        await(yield_now());
        semaphore.add_permits(1);
        log += semaphore.try_acquire() ? 't' : '.';  // the first one has it, though not all
        await(yield_now());
        semaphore.add_permits(1);
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{".12"});
}

TEST_CASE("several that are served at once are woken from the last one", "[rt][semaphore]") {
    const Seen all = on_runtime([](std::string& log) {
        Semaphore semaphore(0);
        Handles handles;
        for (const char name : {'1', '2', '3'}) handles.push_back(acquirer(semaphore, log, name));
        await(yield_now());
        semaphore.add_permits(3);
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"321"});
}

TEST_CASE("after close nobody acquires, and who waits fails, the longest first",
          "[rt][semaphore]") {
    const Seen all = on_runtime([](std::string& log) {
        Semaphore semaphore(0);
        Handles handles;
        for (const char name : {'1', '2'}) handles.push_back(acquirer(semaphore, log, name));
        await(yield_now());
        semaphore.close();
        semaphore.add_permits(1);
        log += semaphore.try_acquire() ? 't' : '.';
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{".--"});
}

TEST_CASE("a waiter that was assigned permits and is dropped gives them on", "[rt][semaphore]") {
    const auto with = [](unsigned wanted, unsigned added) {
        return on_runtime([=](std::string& log) {
            Semaphore semaphore(0);
            Handles handles;
            handles.push_back(acquirer(semaphore, log, '1', wanted));
            handles.push_back(acquirer(semaphore, log, '2'));
            await(yield_now());
            semaphore.add_permits(added);
            handles[0].abort();
            join_all(handles);
        });
    };
    CHECK(with(1, 1).outcome == "free");  // all that it wanted
    CHECK(with(1, 1).logs == Logs{"2"});
    CHECK(with(2, 1).outcome == "free");  // a part
    CHECK(with(2, 1).logs == Logs{"2"});
    CHECK(with(1, 0).outcome == "stranded-waiter (acquirer 2, semaphore)");
}

TEST_CASE("whoever waits behind another waits for that one", "[rt][semaphore]") {
    const Seen all = on_runtime([](std::string& log) {
        Semaphore semaphore(2);
        const auto mine = await(semaphore.acquire());
        auto many = acquirer(semaphore, log, '2', 2);
        await(yield_now());
        const auto more = await(semaphore.acquire());  // one is left, but not for this
        await(many);
    });
    CHECK(all.outcome == "cycle (main, acquirer 2, semaphore)");
}

TEST_CASE("a permit keeps two threads apart, whoever is first", "[rt][semaphore]") {
    const auto with = [](unsigned permits) {
        return seen([permits](std::string& log) {
            Semaphore semaphore(permits);
            const auto inside = [&](char enters, char leaves) {
                const auto permit = block_on(semaphore.acquire());
                log += enters;
                const auto once = semaphore.try_acquire();
                log += leaves;
            };
            sync::jthread other("other", [&] { inside('a', 'A'); });
            inside('b', 'B');
            other.join();
        });
    };
    CHECK(with(1).outcome == "free");
    CHECK(with(1).logs == Logs{"aAbB", "bBaA"});
    CHECK(with(2).logs.contains("abAB"));
}

TEST_CASE("a permit that is given back on another thread is not lost", "[rt][semaphore]") {
    const auto with = [](bool gives) {
        return seen([gives](std::string&) {
            Semaphore semaphore(0);
            sync::jthread other("other", [&] {
                if (gives) semaphore.add_permits(1);
            });
            block_on(semaphore.acquire());
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(false).outcome == "stranded-waiter (main, semaphore)");
}

}  // namespace impasse::rt
