#include "harness/rt/mutex.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

TEST_CASE("an async mutex may be held over an await", "[rt][mutex]") {
    const Seen all = on_runtime([](std::string& log) {
        Mutex<int> mutex(1, "m");
        auto other = spawn("other", [&] {
            const auto guard = await(mutex.lock());
            log += static_cast<char>('0' + *guard);
        });
        {
            const auto guard = await(mutex.lock());
            await(yield_now());
            *guard = 2;
        }
        await(other);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"2"});
}

TEST_CASE("a hang through an async mutex names its holder", "[rt][mutex]") {
    // Issue 624: held across the wait for what another task only sends once it has the lock.
    const auto with = [](bool holds) {
        return run::explored([holds] {
            Runtime runtime;
            runtime.block_on([&] {
                Mutex mutex({}, "m");
                Notify done("done");
                auto producer = spawn("producer", [&] {
                    const auto guard = await(mutex.lock());
                    done.notify_one();
                });
                auto guard = std::optional(await(mutex.lock()));
                if (!holds) guard.reset();
                await(producer);
            });
        });
    };
    CHECK(run::outcome(with(false)) == "free");
    const auto result = with(true);
    CHECK(run::outcome(result) == "cycle (main, producer, m, producer)");
}

TEST_CASE("an async mutex that is locked twice by one task is a reentry", "[rt][mutex]") {
    const auto with = [](bool twice) {
        return on_runtime([twice](std::string& log) {
            Mutex mutex({}, "m");
            auto guard = std::optional(await(mutex.lock()));
            log += mutex.try_lock() ? 'y' : 'n';
            if (!twice) guard.reset();
            await(mutex.lock());
        });
    };
    CHECK(with(false).outcome == "free");
    CHECK(with(false).logs == Logs{"n"});
    CHECK(with(true).outcome == "reentry (main, m)");
}

TEST_CASE("two async mutexes in opposite order are a cycle", "[rt][mutex]") {
    const auto with = [](bool opposite) {
        return on_runtime([opposite](std::string&) {
            Mutex a({}, "a");
            Mutex b({}, "b");
            const auto both = [](Mutex<>& first, Mutex<>& second) {
                const auto outer = await(first.lock());
                await(yield_now());
                const auto inner = await(second.lock());
            };
            auto task = spawn("task", [&] { both(a, b); });
            opposite ? both(b, a) : both(a, b);
            await(task);
        });
    };
    CHECK(with(false).outcome == "free");
    CHECK(with(true).outcome == "cycle (main, task, a, b)");
}

TEST_CASE("a task that is aborted gives its async mutex back", "[rt][mutex]") {
    const Seen all = on_runtime([](std::string& log) {
        Mutex mutex({}, "m");
        Notify never;
        auto holder = spawn("holder", [&] {
            const auto guard = await(mutex.lock());
            await(never.notified());
        });
        await(yield_now());
        log += mutex.try_lock() ? 'y' : 'n';
        holder.abort();
        await(mutex.lock());
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"n"});
}

TEST_CASE("readers share an async rwlock, a writer has it alone", "[rt][rwlock]") {
    const Seen all = on_runtime([](std::string& log) {
        RwLock<int> lock(1, "rw");
        {
            const auto one = await(lock.read());
            const auto two = await(lock.read());
            log += lock.try_write() ? 'w' : '.';
        }
        auto writes = await(lock.write());
        log += lock.try_read() ? 'r' : '.';
        *writes = 2;
        const auto reads = std::move(writes).downgrade();
        log += lock.try_read() ? 'r' : '.';
        log += lock.try_write() ? 'w' : '.';
        log += static_cast<char>('0' + *reads);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"..r.2"});
}

TEST_CASE("a writer that waits keeps later readers out of an async rwlock", "[rt][rwlock]") {
    const auto with = [](bool writes) {
        return on_runtime([writes](std::string&) {
            RwLock lock(Unit{}, "rw");
            const auto first = await(lock.read());
            auto writer = spawn("writer", [&] {
                if (writes) await(lock.write());
            });
            await(yield_now());
            const auto again = await(lock.read());
        });
    };
    CHECK(with(false).outcome == "free");
    CHECK(with(true).outcome == "cycle (main, writer, rw)");
}

}  // namespace impasse::rt
