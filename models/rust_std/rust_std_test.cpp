#include <set>

#include "harness/catch2.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/thread.hpp"
#include "models/rust_std/mutex.hpp"
#include "models/rust_std/rw_lock.hpp"

namespace impasse::models::rust_std {

using run::explored;
using run::outcome;

namespace {

// Rust's catch_unwind: a panic ends here and is no finding.
template <class Body>
void catch_unwind(Body body) {
    try {
        body();
    } catch (const Panic&) {
    }
}

// A thread panics while it has the guard that `lock` gives.
template <class Lock>
void panic_under(const Lock& lock) {
    catch_unwind([&] {
        const auto guard = lock();
        panic("under the guard");
    });
}

// Polls a future that keeps a guard over its await, and drops it there, behind `then`.
template <class Then>
void drop_at_its_await(Mutex<int>& m, const Then& then) {
    rt::Async holds([&] {
        const auto guard = m.lock().unwrap();
        rt::await(rt::yield_now());
    });
    rt::Runtime runtime("worker");
    runtime.block_on([&] {
        rt::Context& context =
            *static_cast<rt::Context*>(sched::Scheduler::current().coroutine().context);
        holds.poll(context);
        then();
    });
}

}  // namespace

// --- who waits for whom

TEST_CASE("a std Mutex that its owner locks again hangs", "[rust_std]") {
    CHECK(outcome(explored([] {
              Mutex<int> m(0, "m");
              const auto first = m.lock().unwrap();
              m.lock().unwrap();
          })) == "reentry (main, m)");
}

TEST_CASE("a std Mutex is had by two threads one after the other", "[rust_std]") {
    std::set<int> last;
    const auto result = explored([&] {
        Mutex<int> m(0, "m");
        {
            const auto add = [&] { ++*m.lock().unwrap(); };
            const sync::jthread a("a", add);
            const sync::jthread b("b", add);
        }
        last.insert(*m.lock().unwrap());
    });
    CHECK(outcome(result) == "free");
    CHECK(result.executions == 2);
    CHECK(last == std::set<int>{2});
}

TEST_CASE("a std RwLock that is read twice hangs where a writer comes in between", "[rust_std]") {
    CHECK(outcome(explored([] {
              RwLock<int> lock(0, "lock");
              const sync::jthread writer("writer", [&] { *lock.write().unwrap() = 1; });
              const auto first = lock.read().unwrap();
              const auto second = lock.read().unwrap();
          })) == "cycle (main, writer, lock)");
}

TEST_CASE("a std RwLock that is read once at a time is free", "[rust_std]") {
    const auto result = explored([] {
        RwLock<int> lock(0, "lock");
        const sync::jthread writer("writer", [&] { *lock.write().unwrap() = 1; });
        { const auto first = lock.read().unwrap(); }
        const auto second = lock.read().unwrap();
    });
    CHECK(outcome(result) == "free");
    CHECK(result.redundant == 0);
}

TEST_CASE("a waiting writer keeps out readers of all threads", "[rust_std]") {
    const auto with = [](bool writes) {
        return outcome(explored([=] {
            RwLock<int> lock(0, "lock");
            sync::thread writer;
            {
                const auto mine = lock.read().unwrap();
                if (writes) writer = sync::thread("writer", [&] { *lock.write().unwrap() = 1; });
                const sync::jthread reader("reader", [&] { lock.read().unwrap(); });
            }
            if (writes) writer.join();
        }));
    };
    CHECK(with(false) == "free");
    CHECK(with(true) == "cycle (main, reader, writer, lock, reader)");
}

TEST_CASE("try_read fails beside readers while a writer waits", "[rust_std]") {
    std::set<bool> blocked;
    CHECK(outcome(explored([&] {
              RwLock<int> lock(0, "lock");
              sync::thread writer;
              {
                  const auto mine = lock.read().unwrap();
                  writer = sync::thread("writer", [&] { *lock.write().unwrap() = 1; });
                  blocked.insert(lock.try_read().would_block());
              }
              writer.join();
          })) == "free");
    CHECK(blocked == std::set<bool>{false, true});
}

TEST_CASE("try_write passes writers that wait", "[rust_std]") {
    std::set<bool> blocked;
    CHECK(outcome(explored([&] {
              RwLock<int> lock(0, "lock");
              const auto write = [&] { lock.write().unwrap(); };
              const sync::jthread first("first", write);
              const sync::jthread second("second", write);
              blocked.insert(lock.try_write().would_block());
          })) == "free");
    CHECK(blocked == std::set<bool>{false, true});
}

// --- poisoning

TEST_CASE("a panic under a MutexGuard poisons, and the lock is let go of", "[rust_std]") {
    bool poisoned = false;
    bool ok = true;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              panic_under([&] { return m.lock().unwrap(); });
              poisoned = m.is_poisoned();
              ok = m.lock().is_ok();
          })) == "free");
    CHECK(poisoned);
    CHECK_FALSE(ok);
}

TEST_CASE("unwrap of a poisoned lock panics", "[rust_std]") {
    CHECK(outcome(explored([] {
              Mutex<int> m(0, "m");
              panic_under([&] { return m.lock().unwrap(); });
              m.lock().unwrap();
          })) == "panic (main)");
}

TEST_CASE("a poison error holds the lock", "[rust_std]") {
    CHECK(outcome(explored([] {
              Mutex<int> m(0, "m");
              panic_under([&] { return m.lock().unwrap(); });
              const auto error = m.lock();
              m.lock();
          })) == "reentry (main, m)");
}

TEST_CASE("into_inner of a poison error is the guard, and clear_poison ends the poisoning",
          "[rust_std]") {
    int value = 0;
    bool ok = false;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              catch_unwind([&] {
                  const auto guard = m.lock().unwrap();
                  *guard = 1;  // half done
                  panic("under the guard");
              });
              value = *m.lock().into_inner();
              m.clear_poison();
              ok = m.lock().is_ok();
          })) == "free");
    CHECK(value == 1);
    CHECK(ok);
}

TEST_CASE("a panic under a read guard does not poison", "[rust_std]") {
    bool ok = false;
    CHECK(outcome(explored([&] {
              RwLock<int> lock(0, "lock");
              panic_under([&] { return lock.read().unwrap(); });
              ok = lock.read().is_ok();
              ok = lock.write().is_ok() && ok;
          })) == "free");
    CHECK(ok);
}

TEST_CASE("a guard that is taken and dropped while a panic unwinds does not poison", "[rust_std]") {
    bool ok = false;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              struct LocksAtDrop {
                  Mutex<int>& m;
                  ~LocksAtDrop() { m.lock().into_inner(); }
              };
              catch_unwind([&] {
                  const LocksAtDrop locks{m};
                  panic("unwinds");
              });
              ok = m.lock().is_ok();
          })) == "free");
    CHECK(ok);
}

// Rust: thread::panicking() is the thread's, and a future's destructors run on it.
TEST_CASE("a guard in a future poisons when a panic drops the future at its await", "[rust_std]") {
    bool poisoned = false;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              catch_unwind(
                  [&] { drop_at_its_await(m, [] { panic("with the future half done"); }); });
              poisoned = m.is_poisoned();
          })) == "free");
    CHECK(poisoned);
}

TEST_CASE("a guard in a future that is dropped without a panic does not poison", "[rust_std]") {
    bool poisoned = true;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              {
                  drop_at_its_await(m, [] {});
              }
              poisoned = m.is_poisoned();
          })) == "free");
    CHECK_FALSE(poisoned);
}

// The rest of the future is unwound by that panic.
TEST_CASE("a guard in a future that is dropped poisons when a destructor on the way panics",
          "[rust_std]") {
    struct PanicsInDrop {
        ~PanicsInDrop() noexcept(false) { panic("in a destructor"); }
    };
    bool poisoned = false;
    explored([&] {
        Mutex<int> m(0, "m");
        catch_unwind([&] {
            rt::Async holds([&] {
                const auto guard = m.lock().unwrap();
                const PanicsInDrop panics;
                rt::await(rt::yield_now());
            });
            rt::Context context(rt::Waker(), nullptr);
            holds.poll(context);
        });
        poisoned = m.is_poisoned();
    });
    CHECK(poisoned);
}

TEST_CASE("a try that is unwrapped where all is torn down has a guard", "[rust_std]") {
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              struct TriesAtDrop {
                  Mutex<int>& m;
                  ~TriesAtDrop() { *m.try_lock().unwrap() = 1; }
              } const tries{m};
              const auto first = m.lock().unwrap();
              m.lock().unwrap();
          })) == "reentry (main, m)");
}

// is_poisoned takes no lock: it is seen before, while and after.
TEST_CASE("whether a lock is poisoned is seen while it is held", "[rust_std]") {
    std::set<std::pair<bool, bool>> seen;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              const sync::jthread panics(
                  "panics", [&] { panic_under([&] { return m.lock().into_inner(); }); });
              const bool held = m.try_lock().would_block();
              seen.emplace(held, m.is_poisoned());
          })) == "free");
    CHECK(seen == std::set<std::pair<bool, bool>>{
                      {false, false}, {false, true}, {true, false}, {true, true}});
}

}  // namespace impasse::models::rust_std
