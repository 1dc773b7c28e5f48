// Who waits for ever though others run on.
#include "harness/run/ran_on.hpp"

#include <functional>
#include <memory>
#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/semaphore.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

constexpr int kForEver = -1;

// Counts so many beats, and does something in each of them; then something else.
void start_heartbeat(int beats, std::function<void()> in_each, std::function<void()> then = {}) {
    const auto count = std::make_shared<sync::atomic<int>>(0, "count");
    sync::thread("heartbeat", [=] {
        for (int beat = 0; beat != beats; ++beat) {
            count->fetch_add(1);
            if (in_each) in_each();
            sync::this_thread::yield();
        }
        if (then) then();
    }).detach();
}

struct Shared {
    rt::Notify ready{"ready"};
    rt::Notify other{"other"};
};

// A waiter for `ready` beside a heartbeat; main has notified it before, or not at all.
std::string beside(int beats, bool too_early, const std::function<void(Shared&)>& in_each,
                   const std::function<void(Shared&)>& then = {}) {
    run::ExploreOptions options;
    options.max_steps = 2'000;
    options.max_executions = 2'000;
    return outcome(explored(
        [=] {
            const auto shared = std::make_shared<Shared>();
            start_heartbeat(
                beats, [=] { in_each(*shared); },
                [=] {
                    if (then) then(*shared);
                });
            if (too_early) shared->ready.notify_waiters();
            rt::block_on(shared->ready.notified());
        },
        options));
}

void nothing(Shared&) {}

}  // namespace

TEST_CASE("who waits for a signal does so for ever beside one who only counts", "[ran_on]") {
    CHECK(beside(kForEver, false, nothing) == "stranded-waiter (main, ready)");
    CHECK(beside(kForEver, true, nothing) == "lost-wakeup (main, main, ready)");
    CHECK(beside(kForEver, false, [](Shared& shared) { shared.other.notify_one(); }) ==
          "stranded-waiter (main, ready)");
}

TEST_CASE("who may still be woken does not wait for ever", "[ran_on]") {
    const auto wakes = [](Shared& shared) { shared.ready.notify_one(); };
    CHECK(beside(3, false, nothing, wakes) == "free");
    // More beats than it takes to say that rounds which are alike have no end; these differ in the count.
    CHECK(beside(60, false, nothing, wakes) == "free");
    CHECK(beside(kForEver, false, wakes) == "inconclusive");
}

TEST_CASE("a round that touches what somebody waits for says nothing of its wait", "[ran_on]") {
    const auto looks = [](Shared& shared) { auto look = shared.ready.notified(); };
    CHECK(beside(kForEver, false, looks) == "inconclusive");
}

// Its worker looks at the clock once in 61 polls, and in a queue only now and then.
TEST_CASE("who sleeps, or was woken and waits for its turn, may still send", "[ran_on]") {
    run::ExploreOptions options;
    options.max_steps = 10'000;
    options.max_executions = 3;
    const auto result = explored(
        [] {
            rt::Runtime runtime;
            runtime.block_on([] {
                rt::Notify a("a");
                rt::Notify b("b");
                rt::Notify ready("ready");
                const auto answers = [](rt::Notify& mine, rt::Notify& other) {
                    for (;;) {
                        other.notify_one();
                        rt::await(mine.notified());
                    }
                };
                auto ping = rt::spawn("ping", [&] { answers(a, b); });
                auto pong = rt::spawn("pong", [&] { answers(b, a); });
                auto sleeper = rt::spawn("sleeper", [&] {
                    rt::await(rt::sleep());
                    ready.notify_one();
                });
                rt::await(ready.notified());
            });
        },
        options);
    INFO(outcome(result));
    CHECK(outcome(result).find("stranded") == std::string::npos);
    CHECK(outcome(result).find("lost") == std::string::npos);
}

TEST_CASE("a cycle of async waits is one beside a task that sleeps again and again", "[ran_on]") {
    const auto with = [](bool in_order) {
        run::ExploreOptions options;
        options.max_steps = 1'000;
        options.max_executions = 100;
        return outcome(explored(
            [in_order] {
                rt::Runtime runtime;
                runtime.block_on([in_order] {
                    rt::Semaphore a(1, "a");
                    rt::Semaphore b(1, "b");
                    const auto ticker = rt::spawn("ticker", [] {
                        for (;;) rt::await(rt::sleep());
                    });
                    const auto take = [](rt::Semaphore& first, rt::Semaphore& second) {
                        const auto outer = rt::await(first.acquire());
                        rt::await(rt::yield_now());
                        const auto inner = rt::await(second.acquire());
                    };
                    auto left = rt::spawn("left", [&] { take(a, b); });
                    auto right = rt::spawn("right", [&] { in_order ? take(a, b) : take(b, a); });
                    rt::await(left);
                    rt::await(right);
                });
            },
            options));
    };
    CHECK(with(false) == "cycle (left, right, a, b)");
    CHECK(with(true) == "free");
}

TEST_CASE("a lock that is taken twice is seen beside one who runs on", "[ran_on]") {
    const auto with = [](bool twice) {
        run::ExploreOptions options;
        options.max_steps = 1'000;
        options.max_executions = 100;
        return outcome(explored(
            [twice] {
                start_heartbeat(kForEver, {});
                sync::mutex lock("lock");
                lock.lock();
                if (twice) lock.lock();
                lock.unlock();
            },
            options));
    };
    CHECK(with(true) == "reentry (main, lock)");
    CHECK(with(false) == "inconclusive");
}
