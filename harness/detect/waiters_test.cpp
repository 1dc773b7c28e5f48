#include "harness/catch2.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "models/dashmap/dash_map.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

TEST_CASE("a notification that went to another waiter was not lost by one that is polled again") {
    const auto result = explored([] {
        rt::Notify n("n");
        rt::Notify m("m");
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto first = rt::spawn("first", [&] { rt::await(n.notified()); });
            auto second =
                rt::spawn("second", [&] { rt::await(rt::join(n.notified(), m.notified())); });
            rt::await(rt::yield_now());
            n.notify_one();
            m.notify_waiters();
            rt::await(first);
            rt::await(second);
        });
    });
    CHECK(outcome(result) == "stranded-waiter (second, n)");
}

TEST_CASE("a notification that a waiter received is not one that its next wait has lost") {
    const auto result = explored([] {
        rt::Notify n("n");
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto waiter = rt::spawn("waiter", [&] {
                rt::await(n.notified());
                rt::await(n.notified());
            });
            rt::await(rt::yield_now());
            n.notify_waiters();
            rt::await(waiter);
        });
    });
    CHECK(outcome(result) == "stranded-waiter (waiter, n)");
}

TEST_CASE("a task that was woken does not wait any more when its runtime is dropped") {
    const auto result = explored([] {
        rt::Notify n("n");
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto waiter = rt::spawn("waiter", [&] { rt::await(n.notified()); });
            rt::await(rt::yield_now());
            n.notify_waiters();
        });
    });
    CHECK(outcome(result) == "free");
}

TEST_CASE("a task that serves until it is told to stop is not left waiting at the end") {
    const auto serve = [](bool also_receives) {
        return explored([also_receives] {
            rt::Notify stop("stop");
            rt::Runtime runtime;
            runtime.block_on([&] {
                auto [sender, receiver] = rt::unbounded_channel<int>("work");
                auto server = rt::spawn(
                    "server", [&stop, also_receives, receiver = std::move(receiver)]() mutable {
                        if (also_receives) {
                            rt::await(rt::select_biased(receiver.recv(), stop.notified()));
                        } else {
                            rt::await(stop.notified());
                        }
                    });
                rt::await(rt::yield_now());
                auto kept = std::move(sender);
                rt::await(rt::yield_now());
            });
        });
    };
    CHECK(outcome(serve(true)) == "free");
    CHECK(outcome(serve(false)) == "waiters-at-drop (server, stop)");
}

TEST_CASE("of two waits of a task the one for a result is told, not the one for work") {
    const auto result = explored([] {
        rt::Notify done("done");
        auto [sender, receiver] = rt::unbounded_channel<int>("requests");
        rt::Runtime runtime;
        runtime.block_on([&, &receiver = receiver] {
            rt::await(rt::select_biased(receiver.recv(), done.notified()));
        });
    });
    CHECK(outcome(result) == "stranded-waiter (main, done)");
}

TEST_CASE("a guard that moves to another task is held by that one") {
    const auto result = explored([] {
        models::DashMap<int, int> map(1, [](const int&) { return std::size_t{0}; });
        map.insert(0, 1);
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto reads = rt::spawn("reads", [&] { return std::move(*map.get(0)); });
            const auto ref = rt::await(reads).unwrap();
            map.insert(0, 2);
        });
    });
    CHECK(outcome(result) == "reentry (main, shard 0)");
}

TEST_CASE("an arm of join! that is part of a cycle is found") {
    const auto result = explored([] {
        rt::Notify never("never");
        rt::Runtime runtime;
        std::optional<rt::JoinHandle<rt::Unit>> second;
        runtime.block_on([&] {
            auto first = rt::spawn("first", [&] {
                rt::await(rt::join(rt::async([&] { rt::await(*second); }), never.notified()));
            });
            second.emplace(rt::spawn("second", [&] { rt::await(first); }));
            rt::await(never.notified());
        });
    });
    CHECK(outcome(result) == "cycle (first, second, first, second)");
}
