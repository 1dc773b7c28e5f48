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
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

using Logs = std::set<std::string>;

// What exploring a body came to, and what it wrote in executions that came to their end.
struct Seen {
    std::string outcome;
    Logs logs;
};

Seen seen(const std::function<void(std::string&)>& body) {
    Seen all;
    all.outcome = run::outcome(run::explored([&] {
        std::string log;
        body(log);
        all.logs.insert(log);
    }));
    return all;
}

// The same for the main future of a runtime, which is dropped afterwards.
Seen on_runtime(const std::function<void(std::string&)>& body) {
    return seen([&](std::string& log) {
        Runtime runtime;
        runtime.block_on([&] { body(log); });
    });
}

using Handles = std::deque<JoinHandle<Unit>>;

void join_all(Handles& handles) {
    for (auto& handle : handles) await(handle);
}

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

// Writes its letter when it is destroyed.
class Note {
  public:
    Note(std::string& log, char letter) : log_(&log), letter_(letter) {}
    Note(Note&& other) noexcept
        : log_(std::exchange(other.log_, nullptr)), letter_(other.letter_) {}
    Note& operator=(Note&&) = delete;
    ~Note() {
        if (log_) *log_ += letter_;
    }

  private:
    std::string* log_;
    char letter_;
};

template <class T>
std::string told(const JoinResult<T>& result) {
    return result.is_ok() ? "ok" : result.is_panic() ? "panic" : "cancelled";
}

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
        runtime.block_on(task);
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
        runtime.block_on(task);
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

// --- handles

TEST_CASE("a handle yields its task's value", "[rt]") {
    int value = 0;
    CHECK(run::outcome(run::explored([&value] {
              Runtime runtime;
              runtime.block_on([&] {
                  auto task = spawn("task", [] { return 7; });
                  value = await(task).unwrap();
              });
          })) == "free");
    CHECK(value == 7);
}

TEST_CASE("a handle of a task that panics says Panic, and the panic is a finding", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [] { panic("on purpose"); });
        log = told(await(task));
    });
    CHECK(all.outcome == "panic (task)");
    CHECK(all.logs == Logs{"panic"});
}

TEST_CASE("an exception of another type in a task is a panic of that task", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [] { throw std::out_of_range("on purpose"); });
        log = told(await(task));
    });
    CHECK(all.outcome == "panic (task)");
    CHECK(all.logs == Logs{"panic"});
}

TEST_CASE("unwrap of a task that panics panics as well", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [] { panic("on purpose"); });
        await(task).unwrap();
        log = "went on";
    });
    CHECK(all.outcome == "panic (task)");  // the first of the two
    CHECK(all.logs.empty());
}

TEST_CASE("a panic of one task leaves the worker to the others", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        spawn("panics", [] { panic("on purpose"); });
        auto other = spawn("other", [&log] { log += "ran"; });
        await(other);
    });
    CHECK(all.outcome == "panic (panics)");
    CHECK(all.logs == Logs{"ran"});
}

TEST_CASE("a task that is aborted while it waits is dropped at its await", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        auto task = spawn("task", [&] {
            const Note note(log, 'd');
            await(notify.notified());
            log += "never";
        });
        await(yield_now());
        task.abort();
        log += 'a';  // it is dropped when it is polled next, not by abort
        log += told(await(task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"adcancelled"});
}

TEST_CASE("a task that waits and is not aborted is stranded", "[rt]") {
    const Seen all = on_runtime([](std::string&) {
        Notify notify;
        auto task = spawn("task", [&] { await(notify.notified()); });
        await(task);
    });
    CHECK(all.outcome == "stranded-waiter (task, notify)");
}

TEST_CASE("a task that is aborted before its first poll runs nothing", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [&log] { log += "never"; });
        task.abort();
        log += told(await(task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"cancelled"});
}

TEST_CASE("a task that aborts itself goes on to its next await", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        std::optional<JoinHandle<Unit>> task;
        task = spawn("task", [&] {
            task->abort();
            log += "on ";
            await(yield_now());
            log += "never";
        });
        log += told(await(*task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"on cancelled"});
}

TEST_CASE("a task that is aborted in its last poll keeps its value", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        std::optional<JoinHandle<Unit>> task;
        task = spawn("task", [&] { task->abort(); });
        log += told(await(*task));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ok"});
}

TEST_CASE("a task that is aborted when it has completed keeps its value", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [] { return 7; });
        await(yield_now());
        task.abort();
        log = std::to_string(await(task).unwrap());
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"7"});
}

TEST_CASE("a handle that is dropped leaves its task running", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        {
            const auto dropped = spawn("task", [&] { notify.notify_one(); });
        }
        await(notify.notified());
        log = "notified";
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"notified"});
}

TEST_CASE("what a task owns is gone when its handle is ready", "[rt]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [note = Note(log, 'd')] {});
        await(task);
        log += 'j';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"dj"});
}

// --- dropping the runtime

// Tasks that serve a channel whose sender outlives their runtime: nobody's result is cut off.
void serve(Runtime& runtime, UnboundedReceiver<int>& requests, std::string& log, char name) {
    runtime.spawn(Name("task", name), [&requests, &log, name] {
        const Note note(log, name);
        await(requests.recv());
        log += "never";
    });
}

TEST_CASE("dropping a runtime drops its tasks at their await", "[rt]") {
    const Seen all = seen([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<int>();
        {
            Runtime runtime;
            serve(runtime, receiver, log, 'd');
            runtime.block_on(yield_now());
            log += 'r';
        }
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"rd."});
}

TEST_CASE("tasks are dropped shard by shard of their ids, the oldest first", "[rt]") {
    const Seen all = seen([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<int>();
        Runtime runtime;
        for (const char name : {'1', '2', '3', '4', '5', '6', '7', '8', '9'})
            serve(runtime, receiver, log, name);
        runtime.block_on(yield_now());
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"481592637"});
}

TEST_CASE("tasks that have completed keep their id", "[rt]") {
    std::string dropped;
    const auto result = run::explored([&dropped] {
        dropped.clear();
        auto [sender, receiver] = unbounded_channel<int>();
        Runtime runtime;
        runtime.spawn("task 1", [] {});
        for (const char name : {'2', '3', '4', '5'}) serve(runtime, receiver, dropped, name);
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "free");
    CHECK(dropped == "4523");
}

TEST_CASE("handles of tasks that were dropped with their runtime say Cancelled", "[rt]") {
    const Seen all = seen([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<int>();
        std::optional<JoinHandle<Unit>> handle;
        {
            Runtime runtime;
            handle = runtime.spawn("task", [&receiver = receiver] { await(receiver.recv()); });
            runtime.block_on(yield_now());
        }
        log = told(block_on(*handle));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"cancelled"});
}

TEST_CASE("a wait that nobody gave up is found when its runtime is dropped", "[rt]") {
    const auto result = run::explored([] {
        Notify notify;
        Runtime runtime;
        runtime.spawn("task", [&] { await(notify.notified()); });
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "waiters-at-drop (task, notify)");
}

TEST_CASE("a destructor of a dropped task takes a lock", "[rt]") {
    struct Locks {
        sync::mutex& mutex;
        ~Locks() {
            const sched::InDestructor quietly;
            const sync::lock_guard guard(mutex);
        }
    };
    const auto with = [](bool held) {
        return run::outcome(run::explored([held] {
            sync::mutex mutex("mutex");
            auto [sender, receiver] = unbounded_channel<int>();
            auto runtime = std::make_unique<Runtime>();
            runtime->spawn("task", [&mutex, &receiver = receiver] {
                const Locks locks{mutex};
                await(receiver.recv());
            });
            runtime->block_on(yield_now());
            sync::jthread other("other", [&mutex] { const sync::lock_guard guard(mutex); });
            std::optional<sync::lock_guard<sync::mutex>> guard;
            if (held) guard.emplace(mutex);
            runtime.reset();
        }));
    };
    CHECK(with(false) == "free");
    CHECK(with(true) == "reentry (main, mutex)");
}

TEST_CASE("a task does not run on after its runtime was dropped", "[rt]") {
    const Seen all = seen([](std::string& log) {
        Notify notify;
        {
            Runtime runtime;
            runtime.spawn("task", [&] {
                await(sleep());
                log += "never";
            });
            runtime.block_on(yield_now());
        }
        log += "dropped";
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"dropped"});
}

TEST_CASE("tasks that wake each other while their runtime is dropped are not polled", "[rt]") {
    struct Notifies {
        Notify& notify;
        ~Notifies() {
            const sched::InDestructor quietly;
            notify.notify_one();
        }
    };
    std::string log;
    const auto result = run::explored([&log] {
        log.clear();
        Notify notify;
        auto [sender, receiver] = unbounded_channel<int>();
        Runtime runtime;
        runtime.spawn("task 1", [&, &receiver = receiver] {
            const Notifies notifies{notify};
            await(receiver.recv());
        });
        runtime.spawn("task 2", [&] {
            await(notify.notified());
            log += "never";
        });
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "waiters-at-drop (task 2, notify)");
    CHECK(log.empty());
}

TEST_CASE("a task that is spawned while its runtime is dropped is cancelled at once",
          "[rt][spawn-at-drop]") {
    std::string log;
    struct Spawns {
        std::string& log;
        ~Spawns() {
            const sched::InDestructor quietly;
            spawn("late", [&log = log] { log += "never"; });
        }
    };
    const auto result = run::explored([&log] {
        log.clear();
        auto [sender, receiver] = unbounded_channel<int>();
        Runtime runtime;
        runtime.spawn("task", [&log, &receiver = receiver] {
            const Spawns spawns{log};
            await(receiver.recv());
        });
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "free");
    CHECK(log.empty());
}

}  // namespace impasse::rt
