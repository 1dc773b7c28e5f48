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
#include "harness/rt/join.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

// Dropping a runtime.

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

TEST_CASE("a runtime that is shut down in the background waits for no blocking thread", "[rt]") {
    const auto ended = [](bool in_background) {
        return seen([in_background](std::string& log) {
            const auto opened = std::make_shared<sync::latch>(1, "latch");
            auto [sender, receiver] = unbounded_channel<int>();
            {
                Runtime runtime;
                runtime.block_on([&, &receiver = receiver] {
                    spawn_blocking("blocking", [opened] { opened->wait(); });
                    serve(runtime, receiver, log, 'd');
                    await(sleep());
                });
                if (in_background) std::move(runtime).shutdown_background();
            }
            log += '.';
            opened->count_down();
        });
    };
    CHECK(ended(false).outcome == "stranded-waiter (blocking, latch)");
    CHECK(ended(true).outcome == "free");
    CHECK(ended(true).logs == Logs{"d."});
}

// Whether a job begins before the end of its runtime takes it out of the queue: both orders are explored. The
// destructor of a task lets the job before it end.
TEST_CASE("a job that waits for its turn may begin while its runtime is dropped", "[rt]") {
    const auto with = [](const char* strategy) {
        run::ExploreOptions options;
        options.strategy = strategy;
        return run::outcome(run::explored(
            [] {
                sync::latch go(1, "go");
                sync::latch gone(1, "gone");
                sync::latch never(1, "never");
                struct Last {
                    sync::latch& go;
                    sync::latch& gone;
                    ~Last() {
                        const sched::InDestructor quietly;
                        go.count_down();
                        gone.wait();
                    }
                };
                Notify notify("notify");
                Runtime runtime = Builder::new_current_thread().max_blocking_threads(1).build();
                runtime.spawn("task", [&] {
                    const Last last{go, gone};
                    await(notify.notified());
                });
                runtime.spawn_blocking("first", [&] {
                    go.wait();
                    gone.count_down();
                });
                runtime.spawn_blocking("second", [&] { never.wait(); });
                runtime.block_on(yield_now());
            },
            options));
    };
    CHECK(with("dfs") == with("dpor"));
    CHECK(with("dpor").find("never") != std::string::npos);
}

TEST_CASE("a sleep that begins behind the end of its runtime starts no clock", "[rt]") {
    for (const char* strategy : {"dpor", "dfs"}) {
        run::ExploreOptions options;
        options.strategy = strategy;
        const auto result = run::explored(
            [] {
                Notify ready("ready");
                std::optional<sync::jthread> other;
                {
                    const Runtime runtime = Builder::new_multi_thread().worker_threads(1).build();
                    other.emplace("other", [&ready, handle = runtime.handle()] {
                        handle.block_on(select(sleep(), ready.notified()));
                    });
                }
                ready.notify_one();
            },
            options);
        CHECK(run::outcome(result) == "free");
    }
}

TEST_CASE("to abort a job that runs changes nothing", "[rt]") {
    const auto result = run::explored([] {
        sync::latch begun(1, "begun");
        sync::latch done(1, "done");
        Runtime runtime = Builder::new_current_thread().max_blocking_threads(2).build();
        auto first = runtime.spawn_blocking("first", [&] {
            begun.count_down();
            done.wait();
        });
        begun.wait();
        first.abort();
        auto second = runtime.spawn_blocking("second", [&] { done.count_down(); });
        runtime.block_on([&] { await(second); });
    });
    CHECK(run::outcome(result) == "free");
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
