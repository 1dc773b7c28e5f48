// Relacy through our primitives: that it finds what it must, tells it, and what it leaves out.
#include <array>
#include <deque>
#include <stdexcept>

#include "harness/catch2.hpp"
#include "harness/core/name.hpp"
#include "harness/relacy/engine.hpp"
#include "harness/relacy/testing.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/barrier.hpp"
#include "harness/sync/cell.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/global.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/measure.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
// last: they include Relacy
#include "harness/relacy/library.hpp"

using namespace impasse;
using namespace impasse::relacy;

namespace {

using Order = std::memory_order;

void take_both(bool ordered) {
    sync::mutex a("a");
    sync::mutex b("b");
    const auto take = [](sync::mutex& first, sync::mutex& second) {
        const sync::lock_guard outer(first);
        const sync::lock_guard inner(second);
    };
    const sync::jthread left("left", [&] { take(a, b); });
    const sync::jthread right("right", [&] { ordered ? take(a, b) : take(b, a); });
}

// Never shown by Relacy's own full search: the waiter sleeps, is woken, and goes on before the third thread has
// taken its next step.
void woken_first() {
    sync::mutex lock("lock");
    sync::condition_variable changed("changed");
    bool flag = false;
    sync::atomic<int> before(0, "before");
    sync::atomic<int> after(0, "after");
    const sync::jthread waiter("waiter", [&] {
        const bool began = before.load() == 1;
        bool slept = false;
        {
            sync::unique_lock guard(lock);
            for (; !flag; slept = true) changed.wait(guard);
        }
        if (began && slept && after.load() == 0) panic("woken first");
    });
    const sync::jthread notifier("notifier", [&] {
        sync::unique_lock guard(lock);
        flag = true;
        changed.notify_all();
    });
    const sync::jthread third("third", [&] {
        before.store(1);
        after.store(1);
    });
}

// The payload is set before the flag is.
void message(Order store, Order load) {
    sync::atomic<int> payload(0, "payload");
    sync::atomic<int> flag(0, "flag");
    const sync::jthread sender("sender", [&] {
        payload.store(1, Order::relaxed);
        flag.store(1, store);
    });
    const sync::jthread receiver("receiver", [&] {
        if (flag.load(load) == 1 && payload.load(Order::relaxed) == 0)
            panic("the flag came before the payload");
    });
}

// The same with plain data, and a loop that waits for the flag.
void plain_message(Order store, Order load) {
    sync::cell<int> payload(0, "payload");
    sync::atomic<int> flag(0, "flag");
    const sync::jthread sender("sender", [&] {
        payload.set(1);
        flag.store(1, store);
    });
    const sync::jthread receiver("receiver", [&] {
        while (flag.load(load) == 0) sync::this_thread::yield();
        if (payload.get() != 1) panic("no payload");
    });
}

// Both see the flag of the other unset: not sequentially consistent.
void store_buffers(Order order) {
    std::array<sync::atomic<int>, 2> flags{sync::atomic<int>(0, "x"), sync::atomic<int>(0, "y")};
    std::array<int, 2> seen{-1, -1};
    {
        std::deque<sync::jthread> threads;
        for (std::size_t me = 0; me < 2; ++me)
            threads.push_back(sync::jthread(Name("thread", static_cast<int>(me)), [&, me] {
                flags[me].store(1, order);
                seen[me] = flags[1 - me].load(order);
            }));
    }
    sync::measure("seen", 10 * seen[0] + seen[1]);
    if (seen[0] == 0 && seen[1] == 0) panic("both saw nothing");
}

}  // namespace

TEST_CASE("two locks in opposite order are a cycle of two", "[relacy]") {
    const Result result = search([] { take_both(false); }, {});
    CHECK(result.stuck);
    CHECK_FALSE(result.exhausted);
    const Finding finding = found(result);
    CHECK(finding.kind == FindingKind::Cycle);
    CHECK(finding.participants == Strings{"left", "right", "a", "b"});
    REQUIRE(finding.wait_for.size() == 3);
    CHECK(finding.wait_for[0].waiter == "main");
    CHECK(finding.wait_for[1].in_cycle);
    CHECK(finding.wait_for[1].holder == "right");
    REQUIRE(finding.steps.size() == 4);
    CHECK(finding.steps[0].operation == "spawns");
    CHECK(finding.steps[0].object == "left");
    CHECK(finding.steps[2].agent == "left");
    CHECK(finding.steps[2].operation == "write-locks");
    CHECK(finding.steps[2].change == "free -> written by left");
    CHECK(finding.steps[2].where.file == "harness/relacy/search_test.cpp");
    CHECK(finding.steps[3].preempts);
}

TEST_CASE("two locks in the same order are free", "[relacy]") {
    const Result result = search([] { take_both(true); }, {});
    CHECK(result.verdict == Verdict::Free);
    CHECK(result.exhausted);
    CHECK_FALSE(result.finding.has_value());
}

TEST_CASE("the same search twice takes the same executions and finds the same", "[relacy]") {
    const Result once = search([] { take_both(false); }, {});
    const Result again = search([] { take_both(false); }, {});
    CHECK(once.executions == again.executions);
    CHECK(once.finding->fingerprint == again.finding->fingerprint);
}

TEST_CASE("a woken waiter may overtake a third thread", "[relacy]") {
    const Finding finding = found(search(woken_first, {}));
    CHECK(finding.kind == FindingKind::Panic);
    CHECK(finding.participants == Strings{"waiter"});
    CHECK(finding.summary.find("woken first") != std::string::npos);
    CHECK(search(woken_first, {.preemptions = 3}).verdict == Verdict::Found);
}

namespace {

// woken_first in Relacy's own words.
struct Natively : rl::test_suite<Natively, 3> {
    static rl::debug_info here() { return {"", "", 0}; }
    Natively() {
        first.store(0, rl::mo_seq_cst, here());
        second.store(0, rl::mo_seq_cst, here());
    }
    void thread(unsigned index) {
        if (index == 0) {
            const bool began = first.load(rl::mo_seq_cst, here()) == 1;
            bool slept = false;
            lock.lock(here());
            for (; !flag; slept = true) changed.wait(lock, here());
            lock.unlock(here());
            if (began && slept && second.load(rl::mo_seq_cst, here()) == 0)
                rl::ctx().fail_test("woken first", rl::test_result_user_assert_failed, here());
        } else if (index == 1) {
            lock.lock(here());
            flag = true;
            changed.notify_all(here());
            lock.unlock(here());
        } else {
            first.store(1, rl::mo_seq_cst, here());
            second.store(1, rl::mo_seq_cst, here());
        }
    }
    rl::mutex lock;
    rl::condition_variable changed;
    bool flag = false;
    rl::atomic<int> first;
    rl::atomic<int> second;
};

}  // namespace

TEST_CASE("Relacy's own search leaves that out: the day it does not, TreeSearch can be fair",
          "[relacy]") {
    std::ostream silent(nullptr);
    rl::test_params params;
    params.output_stream = params.progress_stream = &silent;
    params.search_type = rl::sched_full;
    rl::ostringstream state;
    CHECK(rl::run_test<Natively, rl::full_search_scheduler<3>>(params, state, false) ==
          rl::test_result_success);
}

TEST_CASE("a relaxed flag may overtake its payload, and the step says that the value is old",
          "[relacy]") {
    const Finding finding = found(search([] { message(Order::relaxed, Order::relaxed); }, {}));
    CHECK(finding.steps.back().change == "sees 0, older than 1 (relaxed)");
    CHECK(finding.summary.find("saw 0 in payload") != std::string::npos);
    CHECK(search([] { message(Order::release, Order::relaxed); }, {}).verdict == Verdict::Found);
    CHECK(search([] { message(Order::relaxed, Order::acquire); }, {}).verdict == Verdict::Found);
}

TEST_CASE("release and acquire keep the order, and weak orders never read as free", "[relacy]") {
    const Result result = search([] { message(Order::release, Order::acquire); }, {});
    CHECK(result.verdict == Verdict::FreeWithin);
    CHECK(result.bound == "older-stores=1");
    CHECK(result.exhausted);
}

TEST_CASE("under sequential consistency every order is seq_cst", "[relacy]") {
    const Result result =
        search([] { message(Order::relaxed, Order::relaxed); }, {.sequentially_consistent = true});
    CHECK(result.verdict == Verdict::Free);
    CHECK(result.bound.empty());
    CHECK(
        search([] { store_buffers(Order::relaxed); }, {.sequentially_consistent = true}).verdict ==
        Verdict::Free);
}

TEST_CASE("store buffers: seq_cst forbids what acquire and release allow", "[relacy]") {
    CHECK(search([] { store_buffers(Order::relaxed); }, {}).verdict == Verdict::Found);
    const Result result = search([] { store_buffers(Order::seq_cst); }, {});
    CHECK(result.verdict == Verdict::Free);
    REQUIRE(result.measures.contains("seen"));
    CHECK(result.measures.at("seen").least == 1);
    CHECK(result.measures.at("seen").most == 11);
}

TEST_CASE("a loop that waits for a flag sees the data behind it, or races", "[relacy]") {
    CHECK(search([] { plain_message(Order::release, Order::acquire); }, {}).verdict ==
          Verdict::FreeWithin);
    const Finding finding =
        found(search([] { plain_message(Order::relaxed, Order::acquire); }, {}));
    CHECK(finding.kind == FindingKind::Race);
    CHECK(finding.participants == Strings{"receiver", "sender", "payload"});
}

TEST_CASE("a notification that nobody sends strands its waiter", "[relacy]") {
    const Finding finding = found(search(
        [] {
            sync::mutex lock("lock");
            sync::condition_variable changed("changed");
            sync::unique_lock guard(lock);
            changed.wait(guard);
        },
        {}));
    CHECK(finding.kind == FindingKind::StrandedWaiter);
    CHECK(finding.participants == Strings{"main", "changed"});
}

TEST_CASE("a lock that is taken twice is a reentry", "[relacy]") {
    const Finding finding = found(search(
        [] {
            sync::mutex lock("lock");
            const sync::lock_guard outer(lock);
            const sync::lock_guard inner(lock);
        },
        {}));
    CHECK(finding.kind == FindingKind::Reentry);
}

TEST_CASE("a thread that was blocked may see the older value again", "[relacy]") {
    const auto body = [](Order order) {
        sync::atomic<int> x(0, "x");
        sync::atomic<int> flag(0, "flag");
        const sync::jthread reader("reader", [&] {
            const int first = x.load(order);
            bool waited = false;
            while (flag.load(order) == 0) {
                waited = true;
                sync::this_thread::yield();
            }
            if (waited && first == 0 && x.load(order) == 0) panic("older still");
        });
        const sync::jthread writer("writer", [&] {
            x.store(1, order);
            flag.store(1, order);
        });
    };
    CHECK(search([&] { body(Order::relaxed); }, {}).verdict == Verdict::Found);
    CHECK(search([&] { body(Order::seq_cst); }, {}).verdict == Verdict::Free);
}

TEST_CASE("plain data that is given away with too weak an order is a race with its maker",
          "[relacy]") {
    const auto body = [](Order store, Order load) {
        sync::atomic<sync::cell<int>*> place(nullptr, "place");
        auto& data = sync::global<sync::cell<int>>(0, "data");
        const sync::jthread maker("maker", [&] { place.store(&data, store); });
        const sync::jthread user("user", [&] {
            if (sync::cell<int>* it = place.load(load)) it->set(1);
        });
    };
    CHECK(search([&] { body(Order::release, Order::acquire); }, {}).verdict == Verdict::FreeWithin);
    const auto made_there = [](Order order) {
        sync::atomic<sync::cell<int>*> place(nullptr, "place");
        const sync::jthread maker(
            "maker", [&] { place.store(&sync::global<sync::cell<int>>(0, "data"), order); });
        const sync::jthread user("user", [&] {
            if (sync::cell<int>* it = place.load(Order::acquire)) it->get();
        });
    };
    CHECK(search([&] { made_there(Order::release); }, {}).verdict == Verdict::FreeWithin);
    const Finding finding = found(search([&] { made_there(Order::relaxed); }, {}));
    CHECK(finding.kind == FindingKind::Race);
    CHECK(finding.participants == Strings{"maker", "user", "data"});
}

TEST_CASE("memory that is not given back is a leak", "[relacy]") {
    const auto leaks = [](bool frees) {
        auto* number = new sync::atomic<int>(0, "number");
        const sync::jthread other("other", [=] { number->store(1); });
        if (frees) const_cast<sync::jthread&>(other).join();
        if (frees) delete number;
    };
    const Finding finding = found(search([&] { leaks(false); }, {}));
    CHECK(finding.kind == FindingKind::Leak);
    CHECK(finding.summary.find("number") != std::string::npos);
    CHECK(search([&] { leaks(true); }, {}).verdict == Verdict::Free);
}

TEST_CASE("locks with readers, latches and barriers block as they should", "[relacy]") {
    const auto reads_twice = [](sync::Preference preference) {
        sync::shared_mutex lock("lock", sync::Unlocks::Step, preference);
        const sync::jthread writer("writer", [&] { const sync::lock_guard guard(lock); });
        const sync::jthread reader("reader", [&] {
            const sync::shared_lock first(lock);
            const sync::shared_lock second(lock);
        });
    };
    CHECK(search([&] { reads_twice(sync::Preference::Readers); }, {}).verdict == Verdict::Free);
    const Finding hangs = found(search([&] { reads_twice(sync::Preference::Claim); }, {}));
    CHECK(hangs.kind == FindingKind::Cycle);
    CHECK(hangs.participants == Strings{"writer", "reader", "lock"});
    const auto latch = [](int expected) {
        sync::latch ready(expected, "ready");
        const sync::jthread other("other", [&] { ready.count_down(); });
        ready.wait();
    };
    CHECK(search([&] { latch(1); }, {}).verdict == Verdict::Free);
    CHECK(found(search([&] { latch(2); }, {})).kind == FindingKind::StrandedWaiter);
}

TEST_CASE("every choice is explored", "[relacy]") {
    const Result result = search([] { sync::measure("chosen", sync::choose(3)); }, {});
    CHECK(result.executions == 3);
    CHECK(result.measures.at("chosen").most == 2);
}

TEST_CASE("a budget never reads as free", "[relacy]") {
    const Result few = search([] { take_both(true); }, {.max_executions = 3});
    CHECK(few.verdict == Verdict::Inconclusive);
    CHECK(few.executions == 3);
    CHECK_FALSE(few.exhausted);
    CHECK_FALSE(few.reason.empty());
    const Result bounded = search([] { take_both(true); }, {.preemptions = 1});
    CHECK(bounded.verdict == Verdict::FreeWithin);
    CHECK(bounded.bound == "preemptions=1");
    const Result wide = search([] { take_both(true); }, {.preemptions = 100});
    CHECK(wide.verdict == Verdict::Free);
    CHECK(wide.executions == search([] { take_both(true); }, {}).executions);
}

TEST_CASE("a search that needs its whole budget is whole", "[relacy]") {
    const std::uint64_t all = search([] { take_both(true); }, {}).executions;
    CHECK(search([] { take_both(true); }, {.max_executions = all}).verdict == Verdict::Free);
    CHECK(search([] { take_both(true); }, {.max_executions = all - 1}).verdict ==
          Verdict::Inconclusive);
}

TEST_CASE("too many threads and exceptions are errors that say so", "[relacy]") {
    const Result many = search(
        [] {
            std::deque<sync::jthread> threads;
            for (int i = 0; i < 20; ++i) threads.push_back(sync::jthread(Name("t", i), [] {}));
        },
        {});
    CHECK(many.verdict == Verdict::Error);
    CHECK(many.reason.find("at most") != std::string::npos);
    const Result thrown = search([] { throw std::runtime_error("out of it"); }, {});
    CHECK(thrown.verdict == Verdict::Error);
    CHECK(thrown.reason == "out of it");
}
