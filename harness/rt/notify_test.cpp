#include "harness/rt/notify.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

// A task that waits once and then writes its letter.
JoinHandle<Unit> waiter(Notify& notify, std::string& log, char name) {
    return spawn(Name("waiter", name - '0'), [&notify, &log, name] {
        await(notify.notified());
        log += name;
    });
}

// Waiters 1 to n, each of them polled once.
Handles waiters(Notify& notify, std::string& log, int n) {
    Handles handles;
    for (int i = 1; i <= n; ++i) handles.push_back(waiter(notify, log, static_cast<char>('0' + i)));
    await(yield_now());
    return handles;
}

std::string on_a_thread(const std::function<void(Notify&)>& body) {
    return run::outcome(run::explored([&] {
        Notify notify;
        body(notify);
    }));
}

}  // namespace

// --- one thread: what is kept and what is not

TEST_CASE("notify_one before a wait is not lost", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              notify.notify_one();
              block_on(notify.notified());
          }) == "free");
}

TEST_CASE("notify_waiters before a wait is lost", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              notify.notify_waiters();
              block_on(notify.notified());
          }) == "lost-wakeup (main, main, notify)");
}

TEST_CASE("notify_waiters between creation and first poll is not lost", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              auto notified = notify.notified();
              notify.notify_waiters();
              block_on(notified);
          }) == "free");
}

TEST_CASE("notify_one stores one permit, no more", "[rt][notify]") {
    const auto waits = [](int times) {
        return run::explored([times] {
            Notify notify;
            notify.notify_one();
            notify.notify_one();
            for (int i = 0; i < times; ++i) block_on(notify.notified());
        });
    };
    CHECK(waits(1).verdict == Verdict::Free);
    CHECK(waits(2).verdict == Verdict::Found);
}

TEST_CASE("notify_waiters leaves the permit", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              notify.notify_one();
              notify.notify_waiters();
              block_on(notify.notified());
          }) == "free");
}

TEST_CASE("a waiter takes the permit even if notify_waiters had come for it", "[rt][notify]") {
    const auto waits = [](bool again) {
        return run::explored([again] {
            Notify notify;
            auto notified = notify.notified();
            notify.notify_waiters();
            notify.notify_one();
            block_on(notified);
            if (again) block_on(notify.notified());
        });
    };
    CHECK(waits(false).verdict == Verdict::Free);
    CHECK(waits(true).verdict == Verdict::Found);
}

TEST_CASE("a permit goes to the first that polls, not to the first that was created",
          "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              auto first = notify.notified();
              auto second = notify.notified();
              notify.notify_one();
              block_on(second);
              block_on(first);
          }) == "stranded-waiter (main, notify)");
}

TEST_CASE("a waiter that is dropped unpolled keeps no permit", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              { const auto dropped = notify.notified(); }
              notify.notify_one();
              block_on(notify.notified());
          }) == "free");
}

// --- two threads

TEST_CASE("notify_one is not lost, whenever it comes", "[rt][notify]") {
    const auto with = [](bool notifies) {
        return on_a_thread([notifies](Notify& notify) {
            sync::jthread waits("waits", [&] { block_on(notify.notified()); });
            if (notifies) notify.notify_one();
        });
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "stranded-waiter (waits, notify)");
}

TEST_CASE("notify_waiters is lost when it comes too early", "[rt][notify]") {
    CHECK(on_a_thread([](Notify& notify) {
              sync::jthread waits("waits", [&] { block_on(notify.notified()); });
              notify.notify_waiters();
          }) == "lost-wakeup (waits, main, notify)");
}

TEST_CASE("of two notify_one that find nobody one is lost", "[rt][notify]") {
    const auto with = [](bool after_the_first_woke) {
        return run::explored([after_the_first_woke] {
            Notify notify;
            sync::jthread waits("waits", [&] { block_on(notify.notified()); });
            notify.notify_one();
            if (after_the_first_woke) waits.join();
            notify.notify_one();
            block_on(notify.notified());
        });
    };
    CHECK(run::outcome(with(true)) == "free");
    const auto result = with(false);
    CHECK(result.verdict == Verdict::Found);
    CHECK(result.complete > 0);
    CHECK(result.deadlocked > 0);
}

// --- the order among waiters

TEST_CASE("notify_one wakes the longest waiter", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 3);
        for (int i = 0; i < 3; ++i) notify.notify_one();
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"123"});
}

TEST_CASE("waiters queue by their first poll, not by their creation", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        auto first = notify.notified();
        auto second = notify.notified();
        auto polls_second = spawn("second", [&] {
            await(second);
            log += '2';
        });
        auto polls_first = spawn("first", [&] {
            await(first);
            log += '1';
        });
        await(yield_now());
        notify.notify_one();
        await(yield_now());
        notify.notify_one();
        await(polls_first);
        await(polls_second);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"21"});
}

TEST_CASE("notify_waiters wakes the last waiter first", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 3);
        notify.notify_waiters();
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"321"});
}

TEST_CASE("notify_waiters wakes in batches of 32, each from its end", "[rt][notify]") {
    std::string expected;
    for (int i = 32; i > 0; --i) expected += static_cast<char>('0' + i);
    for (int i = 35; i > 32; --i) expected += static_cast<char>('0' + i);
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 35);
        notify.notify_waiters();
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{expected});
}

TEST_CASE("notify_waiters wakes nobody who waits afterwards", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        auto first = waiter(notify, log, '1');
        await(yield_now());
        notify.notify_waiters();
        auto second = waiter(notify, log, '2');
        await(first);
        await(yield_now());
        notify.notify_one();
        await(second);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"12"});
}

// --- enable

TEST_CASE("a waiter that is enabled before its first poll loses no notification", "[rt][notify]") {
    const auto with = [](bool enables) {
        return on_a_thread([enables](Notify& notify) {
            auto early = notify.notified();
            auto late = notify.notified();
            if (enables) early.enable();
            notify.notify_one();
            block_on(enables ? early : late);
            block_on(enables ? late : early);
        });
    };
    CHECK(with(true) == "stranded-waiter (main, notify)");
    CHECK(on_a_thread([](Notify& notify) {
              auto first = notify.notified();
              auto second = notify.notified();
              first.enable();  // it queues, so the permit is its own
              notify.notify_one();
              notify.notify_one();
              block_on(second);
              block_on(first);
          }) == "free");
}

TEST_CASE("enable says whether a notification is there, and takes the permit", "[rt][notify]") {
    const Seen all = seen([](std::string& log) {
        Notify notify;
        notify.notify_one();
        auto first = notify.notified();
        auto second = notify.notified();
        log += first.enable() ? 'y' : 'n';
        log += second.enable() ? 'y' : 'n';
        notify.notify_waiters();
        log += second.enable() ? 'y' : 'n';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"yny"});
}

TEST_CASE("an enabled waiter that was chosen and is dropped unpolled passes the permit on",
          "[rt][notify]") {
    const auto with = [](bool notifies) {
        return on_a_thread([notifies](Notify& notify) {
            {
                auto dropped = notify.notified();
                dropped.enable();
                if (notifies) notify.notify_one();
            }
            block_on(notify.notified());
        });
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "stranded-waiter (main, notify)");
}

// --- waiters that are dropped

// Waiter 1 is notified and then aborted before it runs; waiter 2 waits on.
Seen first_is_dropped(void (*notifies)(Notify&)) {
    return on_runtime([notifies](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 1);
        notifies(notify);
        handles.push_back(waiter(notify, log, '2'));
        handles[0].abort();
        join_all(handles);
    });
}

TEST_CASE("a waiter that notify_one chose and that is dropped passes the permit on",
          "[rt][notify]") {
    const Seen all = first_is_dropped([](Notify& notify) { notify.notify_one(); });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"2"});
}

TEST_CASE("a waiter that notify_waiters chose and that is dropped passes nothing on",
          "[rt][notify]") {
    const Seen all = first_is_dropped([](Notify& notify) { notify.notify_waiters(); });
    CHECK(all.outcome == "lost-wakeup (waiter 2, main, notify)");
}

TEST_CASE("a permit that is passed on is stored when nobody waits", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 1);
        notify.notify_one();
        handles[0].abort();
        join_all(handles);
        await(notify.notified());
        log += 'm';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"m"});
}

TEST_CASE("a waiter that is dropped before it was chosen leaves the queue", "[rt][notify]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        Handles handles = waiters(notify, log, 2);
        handles[0].abort();
        await(handles[0]);
        notify.notify_one();
        await(handles[1]);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"2"});
}

// --- what a second wait is told

TEST_CASE("a waiter that was woken and waits once more is stranded, it lost nothing",
          "[rt][notify]") {
    const Seen all = on_runtime([](std::string&) {
        Notify notify;
        auto twice = spawn("twice", [&] {
            await(notify.notified());
            await(notify.notified());
        });
        await(yield_now());
        notify.notify_one();
        await(twice);
    });
    CHECK(all.outcome == "stranded-waiter (twice, notify)");
}

}  // namespace impasse::rt
