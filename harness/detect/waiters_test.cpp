#include "harness/catch2.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"

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
