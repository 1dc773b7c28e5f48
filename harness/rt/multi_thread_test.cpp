#include <memory>
#include <optional>
#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

std::string outcome_of(const std::function<void()>& body) {
    return run::outcome(run::explored(body));
}

// Blocks the worker until the task is over.
template <class T>
void wait_blocking(JoinHandle<T>& handle) {
    block_on(handle);
}

std::string on_workers(Builder builder, const std::function<void()>& main) {
    return outcome_of([&] {
        auto runtime = builder.build();
        runtime.block_on([&] { main(); });
    });
}

void spawn_and_join(const char* name, const std::function<void()>& body) {
    auto handle = spawn(name, [&] { body(); });
    await(handle);
}

}  // namespace

TEST_CASE("tasks of several workers come to their end in any order", "[rt][multi_thread]") {
    const Seen all = seen([](std::string& log) {
        auto runtime = Builder::new_multi_thread().worker_threads(2).build();
        runtime.block_on([&] {
            Handles handles;
            for (const char name : {'a', 'b'})
                handles.push_back(spawn("task", [&log, name] {
                    await(yield_now());
                    log += name;
                }));
            join_all(handles);
        });
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ab", "ba"});
}

TEST_CASE("one worker polls one task at a time", "[rt][multi_thread]") {
    const auto both_block = [](unsigned workers) {
        return on_workers(Builder::new_multi_thread().worker_threads(workers), [] {
            Notify first;
            Notify second;
            auto a = spawn("a", [&] {
                first.notify_one();
                block_on(second.notified());
            });
            auto b = spawn("b", [&] {
                second.notify_one();
                block_on(first.notified());
            });
            await(a);
            await(b);
        });
    };
    CHECK(both_block(2) == "free");
    CHECK(both_block(1) == "stranded-waiter (a, notify)");
}

TEST_CASE("who blocks keeps the task in its LIFO slot", "[rt][multi_thread]") {
    const auto spawns_and_blocks = [](Builder builder, bool one_more) {
        return on_workers(builder, [one_more] {
            spawn_and_join("blocks", [one_more] {
                auto wanted = spawn("wanted", [] {});
                std::optional<JoinHandle<Unit>> more;
                if (one_more) more = spawn("more", [] {});
                wait_blocking(wanted);
            });
        });
    };
    const Builder two = Builder::new_multi_thread().worker_threads(2);
    CHECK(spawns_and_blocks(two, false) == "cycle (blocks, wanted, wanted, workers)");
    // The second one pushes the first to the queue, from which the other worker steals it.
    CHECK(spawns_and_blocks(two, true) == "free");
    CHECK(spawns_and_blocks(Builder(two).worker_threads(3), false) ==
          "cycle (blocks, wanted, wanted, workers)");
    CHECK(spawns_and_blocks(Builder(two).max_lifo_polls(0), false) == "free");
}

TEST_CASE("nobody else wakes what is deferred on a worker", "[rt][multi_thread]") {
    // `yields` is deferred on the worker that then polls `blocks`, or on the other one.
    const auto blocked_on_yielder = [](unsigned workers) {
        return on_workers(Builder::new_multi_thread().worker_threads(workers), [] {
            auto yields = spawn("yields", [] { await(yield_now()); });
            auto blocks = spawn("blocks", [&] { wait_blocking(yields); });
            await(blocks);
        });
    };
    CHECK(blocked_on_yielder(1) == "cycle (yields, blocks, workers, yields)");
    CHECK(blocked_on_yielder(2) == "cycle (yields, blocks, workers, yields)");
}

TEST_CASE("three polls in a row from the LIFO slot, then others have their turn",
          "[rt][multi_thread]") {
    // Two tasks wake each other; a third one is in the queue of the same worker.
    const auto polls_before_third = [](unsigned most) {
        const Seen all = seen([most](std::string& log) {
            auto runtime =
                Builder::new_multi_thread().worker_threads(1).max_lifo_polls(most).build();
            runtime.block_on([&] {
                spawn_and_join("root", [&log] {
                    Notify ping;
                    Notify pong;
                    Handles handles;
                    std::optional<JoinHandle<Unit>> third;
                    handles.push_back(spawn("ping", [&] {
                        third = spawn("third", [&log] { log += '3'; });
                        for (int i = 0; i < 4; ++i) {
                            log += 'i';
                            pong.notify_one();
                            await(ping.notified());
                        }
                    }));
                    handles.push_back(spawn("pong", [&] {
                        for (int i = 0; i < 4; ++i) {
                            await(pong.notified());
                            log += 'o';
                            ping.notify_one();
                        }
                    }));
                    join_all(handles);
                    await(*third);
                });
            });
        });
        CHECK(all.outcome == "free");
        std::string text;
        for (const std::string& log : all.logs) text += (text.empty() ? "" : "|") + log;
        return text;
    };
    CHECK(polls_before_third(3) == "ioio3ioio");
    CHECK(polls_before_third(100) == "ioioioio3");
}

TEST_CASE("who fires its own sleep and blocks leaves the timers to nobody", "[rt][multi_thread]") {
    const auto sleeper_blocks = [](bool sleeps_first) {
        return on_workers(Builder::new_multi_thread().worker_threads(2), [sleeps_first] {
            auto other = spawn("other", [] { await(sleep()); });
            auto blocks = spawn("blocks", [&] {
                if (sleeps_first) await(sleep());
                wait_blocking(other);
            });
            await(blocks);
        });
    };
    CHECK(sleeper_blocks(true) == "cycle (other, blocks, other, workers)");
    CHECK(sleeper_blocks(false) == "free");
}

TEST_CASE("the blocking pool has so many threads", "[rt][spawn_blocking]") {
    const auto first_waits_for_second = [](unsigned threads) {
        return on_workers(Builder::new_current_thread().max_blocking_threads(threads), [] {
            Notify done;
            auto waits = spawn_blocking("waits", [&] { block_on(done.notified()); });
            auto notifies = spawn_blocking("notifies", [&] { done.notify_one(); });
            await(waits);
            await(notifies);
        });
    };
    CHECK(first_waits_for_second(2) == "free");
    CHECK(first_waits_for_second(1) == "stranded-waiter (waits, notify)");
}

TEST_CASE("a job of the blocking pool", "[rt][spawn_blocking]") {
    SECTION("has a result, or panics") {
        CHECK(on_workers(Builder::new_current_thread(), [] {
                  auto answer = spawn_blocking("job", [] { return 42; });
                  const int result = await(answer).unwrap();
                  CHECK(result == 42);
              }) == "free");
        const std::string panics = on_workers(Builder::new_current_thread(), [] {
            auto job = spawn_blocking("job", [] { panic("no"); });
            const auto result = await(job);
            CHECK(result.is_panic());
        });
        CHECK(panics == "panic (job)");
    }
    SECTION("may block on a future of the runtime, on a driven one") {
        CHECK(on_workers(Builder::new_current_thread(), [] {
                  auto job = spawn_blocking(
                      "job", [] { Handle::current().block_on([] { await(sleep()); }); });
                  await(job);
              }) == "free");
    }
    SECTION("is waited for when the runtime is dropped") {
        const auto dropped_with = [](bool notified) {
            return outcome_of([notified] {
                Notify done;
                auto handle = [&] {
                    Runtime runtime;
                    auto job = runtime.spawn_blocking("job", [&] { block_on(done.notified()); });
                    if (notified) done.notify_one();
                    return job;
                }();
                const auto result = block_on(handle);
                CHECK((result.is_ok() || result.is_cancelled()));
            });
        };
        CHECK(dropped_with(true) == "free");
        CHECK(dropped_with(false) == "stranded-waiter (job, notify)");
    }
    SECTION("that has not begun is cancelled by an abort") {
        const Seen all = seen([](std::string& log) {
            auto runtime = Builder::new_current_thread().max_blocking_threads(1).build();
            runtime.block_on([&] {
                auto job = spawn_blocking("job", [&log] { log += 'j'; });
                job.abort();
                log += told(await(job));
            });
        });
        CHECK(all.outcome == "free");
        CHECK(all.logs == Logs{"cancelled", "jok"});
    }
}

TEST_CASE("the end of a multi_thread runtime", "[rt][multi_thread][shutdown]") {
    const auto dropped = [](std::string& log, const std::function<void(Runtime&)>& use) {
        std::optional<JoinHandle<Unit>> handle;
        Notify never;
        {
            auto runtime = Builder::new_multi_thread().worker_threads(2).build();
            handle = runtime.spawn("waits", [&] { await(never.notified()); });
            use(runtime);
        }
        log += told(block_on(*handle));
    };
    SECTION("cancels its tasks") {
        const Seen all = seen([&](std::string& log) { dropped(log, [](Runtime&) {}); });
        CHECK(all.outcome == "waiters-at-drop (waits, notify)");
        CHECK(all.logs == Logs{"cancelled"});
    }
    SECTION("waits for a task that blocks its worker") {
        const auto blocked = [](bool ends) {
            return outcome_of([ends] {
                Notify done;
                auto runtime = Builder::new_multi_thread().worker_threads(2).build();
                runtime.spawn("blocks", [&] { block_on(done.notified()); });
                if (ends) done.notify_one();
            });
        };
        CHECK(blocked(true) == "free");
        CHECK(blocked(false).find("stranded-waiter (blocks") == 0);
    }
}

TEST_CASE("nobody enters a runtime twice", "[rt][block_on]") {
    const auto inside = [](const std::function<void()>& body) {
        return on_workers(Builder::new_multi_thread().worker_threads(2), [&] {
            auto handle = spawn("inside", [&] { body(); });
            await(handle);
        });
    };
    CHECK(inside([] { Handle::current().block_on([] {}); }) == "panic (inside)");
    CHECK(inside([] {
              Runtime other;
              other.block_on([] {});
          }) == "panic (inside)");
    CHECK(inside([] { const Runtime other; }) == "panic (inside)");
    CHECK(inside([] { block_on(async([] {})); }) == "free");
    CHECK(on_workers(Builder::new_current_thread(), [] { Handle::current().block_on([] {}); }) ==
          "panic (main)");
}

TEST_CASE("several threads in block_on of one current_thread runtime", "[rt][block_on]") {
    const auto two_threads = [](bool spawned_by_one) {
        return outcome_of([spawned_by_one] {
            Runtime runtime;
            Notify done;
            sync::thread other("other", [&] { runtime.block_on([&] { await(done.notified()); }); });
            runtime.block_on([&] {
                if (spawned_by_one) spawn("task", [&] { done.notify_one(); });
            });
            other.join();
        });
    };
    CHECK(two_threads(true) == "free");  // whoever drives polls it, now or when it is let
    CHECK(two_threads(false).find("stranded-waiter") == 0);
}

TEST_CASE("Handle::block_on drives nothing", "[rt][block_on]") {
    const auto elsewhere = [](bool driven) {
        return outcome_of([driven] {
            Runtime runtime;
            Notify done;
            auto task = runtime.spawn("task", [&] { done.notify_one(); });
            sync::thread other("other",
                               [&] { runtime.handle().block_on([&] { await(done.notified()); }); });
            if (driven) runtime.block_on(std::move(task));
            other.join();
        });
    };
    CHECK(elsewhere(true) == "free");
    CHECK(elsewhere(false) == "stranded-waiter (task, worker 0)");
}

TEST_CASE("a runtime that promises no order", "[rt][any_order]") {
    const auto logs = [](Builder builder) {
        return seen([&](std::string& log) {
            auto runtime = builder.build();
            runtime.block_on([&] {
                Handles handles;
                for (const char name : {'a', 'b', 'c'})
                    handles.push_back(spawn("task", [&log, name] { log += name; }));
                join_all(handles);
            });
        });
    };
    CHECK(logs(Builder::new_current_thread()).logs == Logs{"abc"});
    CHECK(logs(Builder::new_current_thread().any_order()).logs ==
          Logs{"abc", "acb", "bac", "bca", "cab", "cba"});
}

TEST_CASE("a short event interval wakes what is deferred between tasks", "[rt][multi_thread]") {
    const auto logs = [](Builder builder) {
        return seen([&](std::string& log) {
            auto runtime = builder.build();
            runtime.block_on([&] {
                Handles handles;
                handles.push_back(spawn("yields", [&log] {
                    await(yield_now());
                    log += 'y';
                }));
                for (const char name : {'a', 'b', 'c'})
                    handles.push_back(spawn("task", [&log, name] { log += name; }));
                join_all(handles);
            });
        });
    };
    CHECK(logs(Builder::new_current_thread()).logs == Logs{"abcy"});
    CHECK(logs(Builder::new_current_thread().event_interval(2)).logs == Logs{"abcy"});
    CHECK(logs(Builder::new_current_thread().event_interval(1)).logs == Logs{"abcy"});
}

// Each trace of several workers once, and all that every interleaving comes to: with stealing, the LIFO
// slot, what is deferred, timers and the end of the runtime.
TEST_CASE("reduction runs the traces of workers, each once", "[rt][multi_thread][dpor]") {
    const auto traces = [](const std::function<void()>& main) {
        const auto body = [&] {
            auto runtime = Builder::new_multi_thread().worker_threads(2).build();
            runtime.block_on([&] { main(); });
        };
        const ScenarioResult all = run::explored(body, run::every_interleaving());
        const ScenarioResult once = run::explored(body);
        CHECK(all.exhausted);
        CHECK(once.exhausted);
        CHECK(run::outcome(once) == run::outcome(all));
        CHECK(once.redundant == 0);
        CHECK(once.executions == all.executions - all.redundant);
        return once.executions;
    };
    CHECK(traces([] {
              auto outer = spawn("outer", [] { spawn("inner", [] {}); });
              await(outer);
          }) > 1);
    CHECK(traces([] {
              auto blocking = spawn_blocking("blocking", [] {});
              spawn("task", [] { await(yield_now()); });
              await(blocking);
          }) > 1);
    CHECK(traces([] {
              auto sleeps = spawn("sleeps", [] { await(sleep()); });
              await(sleeps);
          }) > 1);
}

}  // namespace impasse::rt
