#include "harness/rt/async.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

// Polls a future once, with a waker that wakes nobody.
template <class F>
bool ready(F& future) {
    Context context(Waker(), nullptr);
    return future.poll(context).is_ready();
}

}  // namespace

TEST_CASE("an async body does not run before its first poll", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        auto body = async([&log] { log += 'b'; });
        log += 'a';
        await(body);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"ab"});
}

TEST_CASE("an async body that is dropped before its first poll runs nothing", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        {
            const auto body = async([&log, note = Note(log, 'd')] { log += "never"; });
        }
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"d."});
}

TEST_CASE("an async body runs to its first await in one poll", "[rt][async]") {
    std::string log;
    CHECK(run::outcome(run::explored([&log] {
              log.clear();
              Notify notify;
              auto body = async([&] {
                  log += 'a';
                  await(notify.notified());
                  log += 'b';
              });
              log += ready(body) ? 'r' : 'p';
              notify.notify_one();
              log += ready(body) ? 'r' : 'p';
          })) == "free");
    CHECK(log == "apbr");
}

TEST_CASE("an async body that is dropped at its await runs its destructors, the last one first",
          "[rt][async]") {
    std::string log;
    CHECK(run::outcome(run::explored([&log] {
              log.clear();
              Notify notify;
              {
                  auto body = async([&, captured = Note(log, 'c')] {
                      const Note first(log, '1');
                      const Note second(log, '2');
                      await(notify.notified());
                      log += "never";
                  });
                  ready(body);
              }
              log += '.';
          })) == "free");
    CHECK(log == "21c.");
}

TEST_CASE("async bodies inside of each other are dropped from the innermost on", "[rt][async]") {
    std::string log;
    CHECK(run::outcome(run::explored([&log] {
              log.clear();
              Notify notify;
              {
                  auto outer = async([&] {
                      const Note note(log, 'o');
                      await(async([&] {
                          const Note inner_note(log, 'i');
                          await(notify.notified());
                      }));
                  });
                  ready(outer);
              }
              log += '.';
          })) == "free");
    CHECK(log == "io.");
}

TEST_CASE("what an async body captured is gone when it has ended, not when the future is",
          "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        auto body = async([note = Note(log, 'd')] {});
        await(body);
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"d."});
}

TEST_CASE("await yields what the async body returns, through any number of bodies", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        log = std::to_string(await(async([] {
            await(yield_now());
            return await(async([] {
                       await(yield_now());
                       return 3;
                   })) +
                   4;
        })));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"7"});
}

// --- guards

TEST_CASE("a guard that an async body holds at its await is released when it is dropped",
          "[rt][async]") {
    const auto with = [](bool drops) {
        return run::outcome(run::explored([drops] {
            sync::mutex mutex("mutex");
            Notify notify;
            std::unique_ptr<Async<std::function<void()>>> body(
                new Async<std::function<void()>>([&] {
                    const sync::lock_guard guard(mutex);
                    await(notify.notified());
                }));
            ready(*body);
            if (drops) body.reset();
            const sync::lock_guard guard(mutex);
        }));
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "reentry (main, mutex)");
}

TEST_CASE("a guard that an async body returns is its awaiter's", "[rt][async]") {
    const auto result = run::explored([] {
        sync::mutex mutex("mutex");
        Runtime runtime;
        runtime.block_on([&] {
            auto task = spawn("task", [&] {
                const auto guard = await(
                    async([&] { return std::make_unique<sync::lock_guard<sync::mutex>>(mutex); }));
                await(yield_now());
            });
            await(task);
        });
    });
    CHECK(run::outcome(result) == "free");
    REQUIRE(result.hazards.size() == 1);
    CHECK(result.hazards[0].participants == std::vector<std::string>{"task", "mutex"});
}

TEST_CASE("a guard that is released before the await is no hazard", "[rt][async]") {
    const auto result = run::explored([] {
        sync::mutex mutex("mutex");
        Runtime runtime;
        runtime.block_on([&] {
            auto task = spawn("task", [&] {
                { const sync::lock_guard guard(mutex); }
                await(yield_now());
            });
            await(task);
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.hazards.empty());
}

TEST_CASE("a future of one arm does not answer for the guard of another arm", "[rt][async]") {
    const auto result = run::explored([] {
        sync::mutex mutex("mutex");
        Runtime runtime;
        runtime.block_on([&] {
            await(join(async([&] { const sync::lock_guard guard(mutex); }),
                       async([] { await(yield_now()); })));
        });
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.hazards.empty());
}

TEST_CASE("a destructor of a dropped async body waits for a lock that another thread holds",
          "[rt][async]") {
    struct Locks {
        sync::mutex& mutex;
        ~Locks() {
            const sched::InDestructor quietly;
            const sync::lock_guard guard(mutex);
        }
    };
    const auto result = run::explored([] {
        sync::mutex mutex("mutex");
        Notify notify;
        sync::jthread other("other", [&mutex] { const sync::lock_guard guard(mutex); });
        auto body = async([&] {
            const Locks locks{mutex};
            await(notify.notified());
        });
        ready(body);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(result.complete == 2);
}

// --- panics

TEST_CASE("a panic in an async body reaches whoever awaits it", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        auto body = async([] {
            await(yield_now());
            panic("on purpose");
        });
        try {
            await(body);
        } catch (const Panic&) {
            log += "caught";
        }
    });
    CHECK(all.outcome == "free");  // it was caught: no agent ended by it
    CHECK(all.logs == Logs{"caught"});
}

TEST_CASE("a panic that nobody catches ends its agent", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        await(async([] { panic("on purpose"); }));
        log += "never";
    });
    CHECK(all.outcome == "panic (main)");
    CHECK(all.logs.empty());
}

TEST_CASE("a panic goes through every body on its way and runs their destructors", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        try {
            await(async([&log] {
                const Note outer(log, 'o');
                await(async([&log] {
                    const Note inner(log, 'i');
                    await(yield_now());
                    panic("on purpose");
                }));
            }));
        } catch (const Panic&) {
            log += '.';
        }
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"io."});
}

TEST_CASE("a panic drops the other arms of a join at their awaits", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify never;
        try {
            await(join(async([&] {
                           const Note note(log, 'd');
                           await(never.notified());
                       }),
                       async([] { panic("on purpose"); })));
        } catch (const Panic&) {
            log += '.';
        }
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"d."});
}

TEST_CASE("a panic releases the guards that it goes through", "[rt][async]") {
    const Seen all = on_runtime([](std::string& log) {
        sync::mutex mutex("mutex");
        auto task = spawn("task", [&] {
            const sync::lock_guard guard(mutex);
            await(async([] { panic("on purpose"); }));
        });
        await(task);
        const sync::lock_guard guard(mutex);
        log += "locked";
    });
    CHECK(all.outcome == "panic (task)");
    CHECK(all.logs == Logs{"locked"});
}

TEST_CASE("a panic while a panic unwinds ends the execution", "[rt][async]") {
    struct Panics {
        ~Panics() noexcept(false) { panic("in a destructor"); }
    };
    const Seen all = on_runtime([](std::string& log) {
        auto task = spawn("task", [] {
            const Panics panics;
            panic("on purpose");
        });
        await(task);
        log += "never";
    });
    CHECK(all.outcome == "panic (task)");
    CHECK(all.logs.empty());
}

}  // namespace impasse::rt
