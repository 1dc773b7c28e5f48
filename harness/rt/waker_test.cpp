#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace impasse::rt {

namespace {

// Asks `on_poll` at each poll, whose answer is whether it is ready.
class Asks {
  public:
    using Output = Unit;
    explicit Asks(std::function<bool(const Waker&)> on_poll) : on_poll_(std::move(on_poll)) {}

    Poll<Unit> poll(Context& context) {
        return on_poll_(context.waker()) ? Poll<Unit>::ready({}) : Poll<Unit>::pending();
    }

  private:
    std::function<bool(const Waker&)> on_poll_;
};

// Pending once; its waker goes to `keep`.
Asks once(std::function<void(const Waker&)> keep) {
    return Asks([keep = std::move(keep), polled = false](const Waker& waker) mutable {
        if (polled) return true;
        keep(waker);
        polled = true;
        return false;
    });
}

}  // namespace

TEST_CASE("wakers of one task are equal, its arms' and copies too; those of two are not",
          "[rt][waker]") {
    const Seen all = on_runtime([](std::string& log) {
        std::vector<Waker> wakers;
        const auto keep = [&](const Waker& waker) {
            wakers.push_back(waker);
            return true;
        };
        await(join(Asks(keep), Asks(keep)));
        auto other = spawn("other", [&] { await(Asks(keep)); });
        await(other);
        const Waker copy = wakers[0];
        log += copy.will_wake(wakers[1]) ? '=' : '!';
        log += copy.will_wake(wakers[2]) ? '=' : '!';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"=!"});
}

TEST_CASE("a copy of a waker wakes as the waker does", "[rt][waker]") {
    const Seen all = on_runtime([](std::string& log) {
        std::optional<Waker> kept;
        auto waits = spawn("waits", [&] {
            await(once([&](const Waker& waker) { kept = waker; }));
            log += 'w';
        });
        await(yield_now());
        const Waker copy = *kept;
        kept.reset();
        copy.wake();
        await(waits);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"w"});
}

TEST_CASE("a task whose waker is dropped waits for ever", "[rt][waker]") {
    const Seen all = on_runtime([](std::string&) {
        auto waits = spawn("waits", [] { await(once([](const Waker&) {})); });
        await(waits);
    });
    CHECK(all.outcome == "stranded-waiter (waits, worker 0)");
}

TEST_CASE("a waker that is called inline has its task polled again, behind the poll",
          "[rt][waker]") {
    const Seen all = on_runtime([](std::string& log) {
        auto waits = spawn("waits", [&] {
            await(once([&](const Waker& waker) {
                waker.wake();
                log += 'p';
            }));
            log += 'r';
        });
        await(waits);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"pr"});
}

TEST_CASE("a waker that is called twice has its task polled once", "[rt][waker]") {
    int polls = 0;
    const Seen all = on_runtime([&](std::string&) {
        polls = 0;
        std::optional<Waker> kept;
        auto waits = spawn("waits", [&] {
            await(Asks([&](const Waker& waker) {
                kept = waker;
                return ++polls == 2;
            }));
        });
        await(yield_now());
        kept->wake();
        kept->wake();
        await(waits);
    });
    CHECK(all.outcome == "free");
    CHECK(polls == 2);
}

TEST_CASE("a waker that is called late wakes nobody", "[rt][waker]") {
    const Seen all = on_runtime([](std::string& log) {
        std::optional<Waker> kept;
        auto ended = spawn("ended", [&] {
            await(Asks([&](const Waker& waker) {
                kept = waker;
                return true;
            }));
        });
        await(ended);
        kept->wake();
        await(yield_now());
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"."});
}

TEST_CASE("a waker outlives its runtime, which drops the future all the same", "[rt][waker]") {
    const Seen all = seen([](std::string& log) {
        std::optional<Waker> kept;
        {
            Runtime runtime;
            runtime.block_on([&] {
                spawn("waits", [&, note = Note(log, 'd')] {
                    await(Asks([&](const Waker& waker) {
                        kept = waker;
                        return false;
                    }));
                });
                await(yield_now());
            });
        }
        log += '.';
        kept->wake();
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"d."});
}

TEST_CASE("a waker of another thread may come at any time", "[rt][waker]") {
    const Seen all = on_runtime([](std::string& log) {
        sync::thread other;
        await(once(
            [&](const Waker& waker) { other = sync::thread("other", [waker] { waker.wake(); }); }));
        other.join();
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"."});
}

// --- what keeps what

namespace {

// A map that tasks share, and what they leave in it.
struct Map {
    std::optional<Waker> waker;
    std::optional<JoinHandle<std::shared_ptr<Map>>> handle;
};

// It is never freed, and that is what is asked for.
void leaks([[maybe_unused]] const std::shared_ptr<Map>& map) {
#if defined(__SANITIZE_ADDRESS__)
    __lsan_ignore_object(map.get());
#endif
}

}  // namespace

// The future is the runtime's: it goes with it, and the map with the future (tokio
// runtime/task/harness.rs, shutdown).
TEST_CASE("a map that a task's future keeps and that keeps its waker is no leak", "[rt][waker]") {
    CHECK(run::outcome(run::explored([] {
              Runtime runtime;
              runtime.block_on([] {
                  const auto map = std::make_shared<Map>();
                  spawn("waits", [map] {
                      await(Asks([&](const Waker& waker) {
                          map->waker = waker;
                          return false;
                      }));
                  });
                  await(yield_now());
              });
          })) == "free");
}

// The record has the result until the handle is dropped, and the handle is in the result's map. With the
// record stays its runtime, as the original's cell keeps the scheduler's handle (runtime/task/core.rs).
TEST_CASE("a map that a task's result keeps and that keeps the task's handle is a leak",
          "[rt][waker]") {
    const auto with = [](bool handle_is_kept) {
        return run::outcome(run::explored([=] {
            Runtime runtime;
            runtime.block_on([=] {
                const auto map = std::make_shared<Map>();
                auto task = spawn("task", [map] { return map; });
                if (!handle_is_kept) {
                    await(task).unwrap();
                    return;
                }
                map->handle.emplace(std::move(task));
                await(yield_now());
                leaks(map);
            });
        }));
    };
    CHECK(with(false) == "free");
    CHECK(with(true) == "leak (worker 0, blocking threads, task)");
}

// A waker keeps the record, and with it a result that is there.
TEST_CASE(
    "a map that a task's result keeps and that keeps the task's waker is a leak while the "
    "handle is not dropped",
    "[rt][waker]") {
    const auto with = [](bool handle_is_dropped) {
        return run::outcome(run::explored([=] {
            std::optional<JoinHandle<std::shared_ptr<Map>>> forgotten;
            {
                Runtime runtime;
                runtime.block_on([&] {
                    const auto map = std::make_shared<Map>();
                    auto task = spawn("task", [map] {
                        await(Asks([&](const Waker& waker) {
                            map->waker = waker;
                            return true;
                        }));
                        return map;
                    });
                    await(yield_now());
                    forgotten.emplace(std::move(task));
                });
            }
            if (handle_is_dropped) return;
            // As mem::forget does.
            auto* never = new std::optional(std::move(forgotten));
            static_cast<void>(never);
#if defined(__SANITIZE_ADDRESS__)
            __lsan_ignore_object(never);
#endif
        }));
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "leak (worker 0, blocking threads, task)");
}

}  // namespace impasse::rt
