#include "harness/rt/time.hpp"

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

JoinHandle<Unit> sleeper(std::string& log, char name) {
    return spawn("sleeper", [&log, name] {
        await(sleep());
        log += name;
    });
}

}  // namespace

TEST_CASE("a sleep fires at any end of a round of the worker", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        Handles handles;
        handles.push_back(sleeper(log, 's'));
        handles.push_back(spawn("yields", [&log] {
            log += 'a';
            await(yield_now());
            log += 'b';
            await(yield_now());
            log += 'c';
        }));
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"asbc", "absc", "abcs"});
}

TEST_CASE("a sleep does not fire within a round", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        Handles handles;
        handles.push_back(sleeper(log, 's'));
        for (const char name : {'a', 'b'})
            handles.push_back(spawn("task", [&log, name] { log += name; }));
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abs"});
}

TEST_CASE("two sleeps fire in either order", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        Handles handles;
        for (const char name : {'a', 'b'}) handles.push_back(sleeper(log, name));
        join_all(handles);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ab", "ba"});
}

TEST_CASE("two sleeps one after the other fire in that order", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        await(sleep());
        log += 'a';
        await(sleep());
        log += 'b';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ab"});
}

TEST_CASE("a sleep always fires: nobody is stranded by it", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        auto task = sleeper(log, 's');
        await(task);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"s"});
}

TEST_CASE("a sleep against a task of any length comes first or last", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        log = await(
                  select_biased(
                      async([] { await(sleep()); }), async([] {
                          await(yield_now());
                          await(yield_now());
                      }))).index() == 0
                  ? "timeout"
                  : "done";
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"done", "timeout"});
}

TEST_CASE("a sleep that was dropped does not wake its task", "[rt][time]") {
    const Seen all = on_runtime([](std::string& log) {
        await(select_biased(sleep(), yield_now()));
        log += 'a';
        await(yield_now());
        log += 'b';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ab"});
}

TEST_CASE("a sleep does not fire while nobody drives its runtime", "[rt][time]") {
    Logs logs;
    CHECK(run::outcome(run::explored([&logs] {
              std::string log;
              Runtime runtime;
              auto task = runtime.spawn("sleeper", [&log] {
                  await(sleep());
                  log += 's';
              });
              runtime.block_on(yield_now());
              const std::string before = log;
              sync::thread other("other", [] {});
              other.join();
              logs.insert(before == log ? "nothing" : "fired");
              runtime.block_on(std::move(task));
          })) == "free");
    CHECK(logs == Logs{"nothing"});
}

TEST_CASE("a task that sleeps and is not waited for is cut off without a finding", "[rt][time]") {
    const auto result = run::explored([] {
        Runtime runtime;
        runtime.spawn("sleeper", [] { await(sleep()); });
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "free");
}

TEST_CASE("a sleep does not fire for a worker that is blocked", "[rt][time]") {
    const auto with = [](bool blocks) {
        return run::outcome(run::explored([blocks] {
            Notify notify;
            Runtime runtime;
            runtime.block_on([&] {
                spawn("sleeper", [&] {
                    await(sleep());
                    notify.notify_one();
                });
                if (blocks) {
                    block_on(notify.notified());
                } else {
                    await(notify.notified());
                }
            });
        }));
    };
    CHECK(with(false) == "free");
    CHECK(with(true) == "stranded-waiter (main, notify)");
}

TEST_CASE("a sleep outside of a runtime panics", "[rt][time]") {
    CHECK(run::outcome(run::explored([] { block_on(sleep()); })) == "panic (main)");
}

TEST_CASE("yield_now outside of a runtime wakes its thread at once", "[rt][time]") {
    CHECK(run::outcome(run::explored([] { block_on(yield_now()); })) == "free");
}

}  // namespace impasse::rt
