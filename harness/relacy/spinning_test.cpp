// Loops that look again, in the second engine: neither an endless search, nor a hang that is none, nor anything that is
// never shown.
#include "harness/relacy/testing.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/measure.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using namespace impasse::relacy;

TEST_CASE("a flag that nobody sets is a livelock", "[relacy]") {
    const Finding finding = found(search(
        [] {
            sync::atomic<bool> flag(false, "flag");
            while (!flag.load()) sync::this_thread::yield();
        },
        {}));
    CHECK(finding.kind == FindingKind::Livelock);
    CHECK(finding.participants == Strings{"main", "flag"});
}

TEST_CASE("a loop that gives up goes on though nothing has changed", "[relacy]") {
    const auto looks = [](int most) {
        sync::atomic<bool> flag(false, "flag");
        const sync::jthread setter("setter", [&] { flag.store(true); });
        bool seen = false;
        for (int look = 0; look < most && !seen; ++look) {
            seen = flag.load();
            if (!seen) sync::this_thread::yield();
        }
        if (!seen) panic("given up");
    };
    CHECK(search([&] { looks(5); }, {}).verdict == Verdict::Found);
    CHECK(search([&] { looks(1000); }, {}).verdict == Verdict::Free);
}

TEST_CASE("a yield that is in no loop only lets others go first", "[relacy]") {
    const auto yields = [](bool looks) {
        sync::atomic<int> flag(0, "flag");
        const sync::jthread other("other", [&] {
            if (looks) flag.load();
            sync::this_thread::yield();
            if (looks) flag.load();
            flag.store(1);
        });
    };
    CHECK(search([&] { yields(false); }, {}).verdict == Verdict::Free);
    CHECK(search([&] { yields(true); }, {}).verdict == Verdict::Free);
}

TEST_CASE("a loop of tries waits, gives up, or is told to spin", "[relacy]") {
    const auto tries = [](int most, bool unlocks) {
        sync::mutex lock("lock");
        lock.lock();
        bool got = false;
        {
            const sync::jthread other("other", [&] {
                for (int look = 0; look < most && !got; ++look) {
                    got = lock.try_lock();
                    if (!got) sync::this_thread::yield();
                }
                if (got) lock.unlock();
            });
            if (unlocks) lock.unlock();
        }
        if (!unlocks) lock.unlock();
        sync::measure("got", got);
    };
    const Result waits = search([&] { tries(1000, true); }, {});
    CHECK(waits.verdict == Verdict::Free);
    CHECK(waits.measures.at("got").least == 1);
    const Result gives_up = search([&] { tries(3, true); }, {});
    CHECK(gives_up.verdict == Verdict::Free);
    CHECK(gives_up.measures.at("got").values == std::set<std::int64_t>{0, 1});
    const Finding spins = found(search([&] { tries(1000, false); }, {}));
    CHECK(spins.kind == FindingKind::Cycle);  // main waits for the end of who spins on its lock
    CHECK(spins.participants == Strings{"main", "other", "lock", "other"});
}

TEST_CASE("behind a loop that gave up, others may act between two looks", "[relacy]") {
    const auto body = [] {
        sync::atomic<int> x(0, "x");
        sync::atomic<int> y(0, "y");
        const sync::jthread setter("setter", [&] {
            y.store(1);
            x.store(1);
        });
        int looks = 0;
        for (; looks < 3 && x.load() == 0; ++looks) sync::this_thread::yield();
        const int before = y.load();
        const int after = x.load();
        if (looks == 3 && before == 0 && after == 1) panic("both came in between");
    };
    CHECK(search(body, {}).verdict == Verdict::Found);
}

TEST_CASE("a loop that gives up is no hang when nobody else can go", "[relacy]") {
    const auto alone = [] {
        sync::atomic<int> never(0, "never");
        for (int look = 0; look < 4 && never.load() == 0; ++look) sync::this_thread::yield();
    };
    CHECK(search(alone, {}).verdict == Verdict::Free);
    const auto waits_for_it = [] {
        sync::atomic<bool> ready(false, "ready");
        sync::latch parked(1, "parked");
        sync::latch woken(1, "woken");
        const sync::jthread waiter("waiter", [&] {
            for (int look = 0; look < 4; ++look) {
                if (ready.load()) return;
                sync::this_thread::yield();
            }
            parked.count_down();
            woken.wait();
        });
        parked.wait();
        ready.store(true);
        woken.count_down();
    };
    CHECK(search(waits_for_it, {}).verdict == Verdict::Free);
}
