// Plain data: what orders two accesses, and what does not.
#include "harness/sync/cell.hpp"
#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

TEST_CASE("two threads that write without a lock race, with one they do not") {
    const auto add = [](bool locked) {
        return explored([locked] {
            sync::mutex lock("lock");
            sync::cell<int> count(0, "count");
            const auto once = [&] {
                if (locked) lock.lock();
                count.set(count.get() + 1);
                if (locked) lock.unlock();
            };
            sync::jthread a("a", once);
            sync::jthread b("b", once);
        });
    };
    CHECK(outcome(add(true)) == "free");
    const auto racing = add(false);
    CHECK(racing.verdict == Verdict::Found);
    for (const Finding& finding : racing.findings) CHECK(finding.kind == FindingKind::Race);
}

TEST_CASE("a flag that is stored behind the data orders it, one that is only loaded does not") {
    const auto publish = [](bool looks) {
        return explored([looks] {
            sync::cell<int> data(0, "data");
            sync::atomic<bool> ready(false, "ready");
            sync::jthread writer("writer", [&] {
                data.set(1);
                ready.store(true);
            });
            sync::jthread reader("reader", [&] {
                if (!looks || ready.load()) data.get();
            });
        });
    };
    CHECK(outcome(publish(true)) == "free");
    CHECK(outcome(publish(false)) == "race (reader, writer, data)");
}

TEST_CASE("spawning and joining order, reading together does not hurt") {
    const auto result = explored([] {
        sync::cell<int> data(0, "data");
        data.set(1);
        {
            sync::jthread a("a", [&] { data.get(); });
            sync::jthread b("b", [&] { data.get(); });
        }
        data.set(2);
    });
    CHECK(outcome(result) == "free");
}

TEST_CASE("a reader's lock does not keep two writers of data apart") {
    const auto write = [](bool shared) {
        return explored([shared] {
            sync::shared_mutex lock("lock");
            sync::cell<int> data(0, "data");
            const auto once = [&] {
                shared ? lock.lock_shared() : lock.lock();
                data.set(1);
                shared ? lock.unlock_shared() : lock.unlock();
            };
            sync::jthread a("a", once);
            sync::jthread b("b", once);
        });
    };
    CHECK(outcome(write(true)) == "race (a, b, data)");
    CHECK(outcome(write(false)) == "free");
}

TEST_CASE("in every strategy a race is the same finding") {
    for (const char* strategy : {"dfs", "dpor", "random"}) {
        run::ExploreOptions options;
        options.strategy = strategy;
        options.max_executions = 200;
        const auto result = explored(
            [] {
                sync::cell<int> data(0, "data");
                sync::jthread a("a", [&] { data.set(1); });
                sync::jthread b("b", [&] { data.set(2); });
            },
            options);
        CHECK(outcome(result) == "race (a, b, data)");
    }
}
