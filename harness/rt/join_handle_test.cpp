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

TEST_CASE("a result that nobody will ask for is dropped at once", "[rt]") {
    struct Told {
        explicit Told(std::string& to) : log(&to) {}
        ~Told() {
            if (log) *log += "dropped ";
        }
        Told(Told&& other) noexcept : log(std::exchange(other.log, nullptr)) {}
        Told& operator=(Told&&) = delete;
        std::string* log;
    };
    const Seen detached = on_runtime([](std::string& log) {
        spawn("task", [&log] { return Told(log); });
        await(yield_now());
        log += "and on";
    });
    CHECK(detached.outcome == "free");
    CHECK(detached.logs == Logs{"dropped and on"});
    const Seen kept = on_runtime([](std::string& log) {
        {
            auto task = spawn("task", [&log] { return Told(log); });
            await(yield_now());
            log += "there ";
        }
        log += "and on";
    });
    CHECK(kept.outcome == "free");
    CHECK(kept.logs == Logs{"there dropped and on"});
}

// The result is a guard: who waits for its lock goes on when it is dropped with the handle, which the
// task's record, kept by a waker, outlives.
TEST_CASE("a result that holds a lock releases it with its handle", "[rt]") {
    using Guard = sync::lock_guard<sync::mutex>;
    const auto run = [](bool drops) {
        return on_runtime([drops](std::string& log) {
            sync::mutex lock("lock");
            auto task = std::make_optional(
                spawn("task", [&lock] { return std::make_unique<Guard>(lock); }));
            await(yield_now());
            if (drops) task.reset();
            sync::lock_guard guard(lock);
            log += "locked";
        });
    };
    CHECK(run(true).outcome == "free");
    CHECK(run(false).outcome != "free");
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

}  // namespace impasse::rt
