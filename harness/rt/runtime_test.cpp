#include "harness/rt/runtime.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

// Pending once, having woken its own task meanwhile.
class WakesItself {
  public:
    using Output = Unit;
    Poll<Unit> poll(Context& context) {
        if (std::exchange(woken_, true)) return Poll<Unit>::ready({});
        context.waker().wake(context.where());
        return Poll<Unit>::pending();
    }

  private:
    bool woken_ = false;
};

}  // namespace

// --- the order of polls

TEST_CASE("spawned tasks run in the order in which they were spawned", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        Handles handles;
        for (const char name : {'a', 'b', 'c'})
            handles.push_back(spawn("task", [&log, name] { log += name; }));
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abc"});
}

TEST_CASE("tasks that were spawned before block_on run after its main future was polled", "[rt]") {
    const Seen all = seen([](std::string& log) {
        Runtime runtime;
        auto a = runtime.spawn("a", [&log] { log += 'a'; });
        auto b = runtime.spawn("b", [&log] { log += 'b'; });
        runtime.block_on([&] {
            log += 'm';
            await(a);
            await(b);
        });
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"mab"});
}

TEST_CASE("nothing runs while nobody is in block_on", "[rt]") {
    const Seen all = seen([](std::string& log) {
        std::optional<JoinHandle<Unit>> handle;
        {
            Runtime runtime;
            handle = runtime.spawn("task", [&log] { log += "ran "; });
        }
        log += told(block_on(*handle));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"cancelled"});
}

// B notifies a waiter after A has given way: who is first?
template <class GivesWay>
Seen overtaken(GivesWay gives_way) {
    return on_runtime([gives_way](std::string& log) {
        Notify notify;
        Handles handles;
        handles.push_back(spawn("W", [&] {
            await(notify.notified());
            log += 'w';
        }));
        handles.push_back(spawn("A", [&] {
            log += 'a';
            await(gives_way());
            log += 'A';
        }));
        handles.push_back(spawn("B", [&] {
            log += 'b';
            notify.notify_one();
        }));
        join_all(handles);
    });
}

TEST_CASE("yield_now is overtaken by a wake that comes later", "[rt]") {
    const Seen all = overtaken([] { return yield_now(); });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abwA"});
}

TEST_CASE("a task woken during its own poll goes to the back of the queue", "[rt]") {
    const Seen all = overtaken([] { return WakesItself(); });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abAw"});
}

TEST_CASE("tasks that yielded in the order a, b, c run again c, b, a", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        Handles handles;
        for (const char name : {'a', 'b', 'c'})
            handles.push_back(spawn("task", [&log, name] {
                log += name;
                await(yield_now());
                log += name;
            }));
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abccba"});
}

TEST_CASE("the main future is polled before tasks that yielded in the same round", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [&log] {
            log += 'a';
            await(yield_now());
            log += 'A';
        });
        log += 'm';
        await(yield_now());
        log += 'M';
        await(task);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"maMA"});
}

TEST_CASE("the main future is not polled until it is woken", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [&log] {
            for (int i = 0; i < 3; ++i) {
                log += 't';
                await(yield_now());
            }
        });
        await(task);
        log += 'm';
    });
    CHECK(all.logs == Logs{"tttm"});
}

TEST_CASE("a woken main future waits for at most 61 polls of tasks", "[rt]") {
    int polls = 0;
    const auto result = run::explored([&polls] {
        polls = 0;
        Notify notify;
        Runtime runtime;
        runtime.block_on([&] {
            spawn("task", [&] {
                notify.notify_one();
                for (;; ++polls) await(WakesItself());
            });
            await(notify.notified());
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(polls == 60);  // one less than it was polled: it counts when it goes on
}

TEST_CASE("a task from another thread comes first at every 31st tick only", "[rt]") {
    int polls = 0;
    const auto result = run::explored([&polls] {
        polls = 0;
        Runtime runtime;
        bool ran = false;
        auto busy = runtime.spawn("busy", [&] {
            for (; !ran; ++polls) await(WakesItself());
        });
        auto other = runtime.spawn("other", [&] { ran = true; });
        runtime.block_on([&] {
            await(busy);
            await(other);
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(polls == 30);
}

TEST_CASE("a task wakes once, however often it was woken", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        auto task = spawn("task", [&] {
            log += '1';
            await(notify.notified());
            log += '2';
            await(yield_now());
            log += '3';
        });
        await(yield_now());
        notify.notify_waiters();
        notify.notify_waiters();
        notify.notify_one();
        await(task);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"123"});
}

TEST_CASE("a task that yielded when block_on returned goes on in the next block_on", "[rt]") {
    const Seen all = seen([](std::string& log) {
        Runtime runtime;
        auto task = runtime.spawn("task", [&log] {
            await(yield_now());
            log += "again";
        });
        runtime.block_on(yield_now());
        runtime.block_on(std::move(task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"again"});
}

TEST_CASE("a task that was woken when block_on returned is polled by the next block_on", "[rt]") {
    const Seen all = seen([](std::string& log) {
        Runtime runtime;
        auto task = runtime.spawn("task", [&log] {
            await(WakesItself());
            log += "again";
        });
        runtime.block_on(yield_now());
        runtime.block_on(std::move(task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"again"});
}

TEST_CASE("a task that blocks keeps its worker from the others", "[rt]") {
    const auto with = [](bool holds) {
        return on_runtime([holds](std::string&) {
                   sync::mutex mutex("mutex");
                   auto holder = spawn("holder", [&] {
                       std::optional<sync::lock_guard<sync::mutex>> guard;
                       if (holds) guard.emplace(mutex);
                       await(yield_now());
                   });
                   auto wants = spawn("wants", [&] { const sync::lock_guard guard(mutex); });
                   await(holder);
                   await(wants);
               })
            .outcome;
    };
    CHECK(with(true) == "cycle (holder, wants, mutex, worker 0)");
    CHECK(with(false) == "free");
}

TEST_CASE("a wake from another thread is not lost, whenever it comes", "[rt]") {
    const auto with = [](bool notifies) {
        return run::outcome(run::explored([notifies] {
            Notify notify;
            Runtime runtime;
            sync::jthread other("other", [&] {
                if (notifies) notify.notify_one();
            });
            runtime.block_on([&] {
                auto task = spawn("task", [&] { await(notify.notified()); });
                await(task);
            });
        }));
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "stranded-waiter (task, notify)");
}

}  // namespace impasse::rt
