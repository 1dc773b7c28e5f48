#include <set>

#include "harness/catch2.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/thread.hpp"
#include "models/parking_lot/mutex.hpp"
#include "models/parking_lot/rw_lock.hpp"

namespace impasse::models::parking_lot {

using run::explored;
using run::outcome;

namespace {

using Lock = RwLock<int>;

// What exploring comes to where one thread reads and `then` uses the lock, while another writes.
template <class Then>
std::string beside_a_writer(Then then) {
    return outcome(explored([&] {
        Lock lock(0, "lock");
        const sync::jthread writer("writer", [&] { *lock.write() = 1; });
        const auto first = lock.read();
        then(lock);
    }));
}

}  // namespace

TEST_CASE("a parking_lot Mutex that its owner locks again hangs, a ReentrantMutex does not",
          "[parking_lot]") {
    CHECK(outcome(explored([] {
              Mutex<int> m(0, "m");
              const auto first = m.lock();
              m.lock();
          })) == "reentry (main, m)");
    CHECK(outcome(explored([] {
              ReentrantMutex<int> m(0, "m");
              const sync::jthread other("other", [&] { m.lock(); });
              const auto first = m.lock();
              const auto second = m.lock();
              if (!m.try_lock()) panic("its owner can have it");
          })) == "free");
}

TEST_CASE("a ReentrantMutex is free again when its owner has unlocked it as often as locked",
          "[parking_lot]") {
    std::set<bool> got;
    CHECK(outcome(explored([&] {
              ReentrantMutex<int> m(0, "m");
              sync::latch inner(1, "inner");
              sync::latch tried(1, "tried");
              const sync::jthread other("other", [&] {
                  inner.wait();
                  got.insert(m.try_lock().has_value());
                  tried.count_down();
                  m.lock();
              });
              const auto first = m.lock();
              { const auto second = m.lock(); }
              inner.count_down();
              tried.wait();
          })) == "free");
    CHECK(got == std::set<bool>{false});
}

TEST_CASE("nothing is poisoned", "[parking_lot]") {
    int value = 0;
    CHECK(outcome(explored([&] {
              Mutex<int> m(0, "m");
              try {
                  const auto guard = m.lock();
                  *guard = 1;  // half done
                  panic("under the guard");
              } catch (const Panic&) {
              }
              value = *m.lock();
          })) == "free");
    CHECK(value == 1);
}

// --- recursion

TEST_CASE("reading twice hangs where a writer claims the lock in between", "[parking_lot]") {
    CHECK(beside_a_writer([](Lock& lock) { lock.read(); }) == "cycle (main, writer, lock)");
}

TEST_CASE("read_recursive gets in beside readers though a writer has claimed the lock",
          "[parking_lot]") {
    CHECK(beside_a_writer([](Lock& lock) { lock.read_recursive(); }) == "free");
}

TEST_CASE("reading and then writing hangs", "[parking_lot]") {
    CHECK(beside_a_writer([](Lock& lock) { lock.write(); }) ==
          "cycle (main, writer, lock); reentry (main, lock)");
}

TEST_CASE("read_recursive waits for a writer that is in", "[parking_lot]") {
    CHECK(outcome(explored([] {
              Lock lock(0, "lock");
              const auto writes = lock.write();
              lock.read_recursive();
          })) == "reentry (main, lock)");
}

TEST_CASE("try_read fails behind a claim, try_read_recursive does not", "[parking_lot]") {
    std::set<std::pair<bool, bool>> got;
    CHECK(beside_a_writer([&](Lock& lock) {
              const bool plain = lock.try_read().has_value();
              got.emplace(plain, lock.try_read_recursive().has_value());
          }) == "free");
    CHECK(got == std::set<std::pair<bool, bool>>{{false, true}, {true, true}});
}

// --- upgradable readers

TEST_CASE("an upgradable reader lets readers in, and nobody else", "[parking_lot]") {
    CHECK(outcome(explored([] {
              Lock lock(0, "lock");
              const auto upgradable = lock.upgradable_read();
              lock.read();
              if (lock.try_upgradable_read()) panic("there is one");
              if (lock.try_write()) panic("it is read");
          })) == "free");
    CHECK(outcome(explored([] {
              Lock lock(0, "lock");
              const auto upgradable = lock.upgradable_read();
              lock.upgradable_read();
          })) == "reentry (main, lock)");
}

TEST_CASE("a writer behind an upgradable reader does not keep readers out", "[parking_lot]") {
    CHECK(outcome(explored([] {
              Lock lock(0, "lock");
              const sync::jthread writer("writer", [&] { *lock.write() = 1; });
              const auto upgradable = lock.upgradable_read();
              lock.read();
          })) == "free");
}

TEST_CASE("two readers that both want to write hang; upgradable ones take turns", "[parking_lot]") {
    const auto both = [](auto body) {
        return explored([&] {
            Lock lock(0, "lock");
            const sync::jthread a("a", [&] { body(lock); });
            const sync::jthread b("b", [&] { body(lock); });
        });
    };
    const auto reads = both([](Lock& lock) {
        const auto mine = lock.read();
        lock.write();
    });
    CHECK(reads.deadlocked == reads.executions);
    REQUIRE_FALSE(reads.findings.empty());
    for (const Finding& finding : reads.findings) CHECK(finding.kind == FindingKind::Reentry);
    CHECK(outcome(both([](Lock& lock) {
              auto mine = lock.upgradable_read();
              ++*std::move(mine).upgrade();
          })) == "free");
}

TEST_CASE("upgrade keeps new readers out and waits for the others", "[parking_lot]") {
    CHECK(outcome(explored([] {
              Lock lock(0, "lock");
              sync::latch in(1, "in");
              const sync::jthread reader("reader", [&] {
                  const auto first = lock.read();
                  in.count_down();
                  lock.read();
              });
              auto upgradable = lock.upgradable_read();
              in.wait();
              ++*std::move(upgradable).upgrade();
          })) == "cycle (main, reader, lock)");
}

TEST_CASE("upgrade goes before a writer that waited first", "[parking_lot]") {
    std::set<int> seen;
    CHECK(outcome(explored([&] {
              Lock lock(0, "lock");
              auto upgradable = lock.upgradable_read();
              const sync::jthread writer("writer", [&] { *lock.write() = 7; });
              auto writes = std::move(upgradable).upgrade();
              seen.insert(*writes);
          })) == "free");
    CHECK(seen == std::set<int>{0});
}

TEST_CASE("try_upgrade fails beside other readers and keeps what it had", "[parking_lot]") {
    std::set<bool> got;
    CHECK(outcome(explored([&] {
              Lock lock(0, "lock");
              const sync::jthread reader("reader", [&] { lock.read(); });
              auto upgradable = lock.upgradable_read();
              const auto writes = upgradable.try_upgrade();
              got.insert(writes.has_value());
              if (!writes && lock.try_upgradable_read()) panic("it still has it");
          })) == "free");
    CHECK(got == std::set<bool>{false, true});
}

TEST_CASE("a writer becomes a reader, an upgradable one or neither in one step", "[parking_lot]") {
    std::set<int> seen;
    CHECK(outcome(explored([&] {
              Lock lock(0, "lock");
              const sync::jthread writer("writer", [&] { *lock.write() = 7; });
              auto writes = lock.write();
              *writes = 1;
              auto upgradable = std::move(writes).downgrade_to_upgradable();
              if (lock.try_write()) panic("it is read");
              const auto reads = std::move(upgradable).downgrade();
              seen.insert(*reads);
          })) == "free");
    CHECK(seen == std::set<int>{1});
}

TEST_CASE("writers exclude each other however they come", "[parking_lot]") {
    int inside = 0;
    int most = 0;
    std::set<int> last;
    const auto result = explored([&] {
        Lock lock(0, "lock");
        sync::atomic<int> other(0, "other");
        inside = 0;
        {
            const auto write = [&](auto guard) {
                most = std::max(most, ++inside);
                const int before = *guard;
                other.load();  // anybody may come in between who is let in
                *guard = before + 1;
                --inside;
            };
            const sync::jthread a("a", [&] { write(lock.write()); });
            const sync::jthread b("b", [&] { write(lock.upgradable_read().upgrade()); });
            const sync::jthread c("c", [&] { lock.read(); });
        }
        last.insert(*lock.read());
    });
    CHECK(outcome(result) == "free");
    CHECK(result.redundant == 0);
    CHECK(most == 1);
    CHECK(last == std::set<int>{2});
}

}  // namespace impasse::models::parking_lot
