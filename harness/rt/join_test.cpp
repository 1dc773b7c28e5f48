#include "harness/rt/join.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "harness/catch2.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"

namespace impasse::rt {

namespace {

// Writes its letter at each poll, and again when it is dropped, in upper case. Ready at its n-th
// poll; until then it wakes its task at once.
class Arm {
  public:
    using Output = char;
    Arm(std::string& log, char letter, int polls) : log_(&log), letter_(letter), polls_(polls) {}
    Arm(Arm&& other) noexcept
        : log_(std::exchange(other.log_, nullptr)), letter_(other.letter_), polls_(other.polls_) {}
    Arm& operator=(Arm&&) = delete;
    ~Arm() {
        if (log_) *log_ += static_cast<char>(letter_ - 'a' + 'A');
    }

    Poll<char> poll(Context& context) {
        *log_ += letter_;
        if (--polls_ == 0) return Poll<char>::ready(letter_);
        context.waker().wake(context.where());
        return Poll<char>::pending();
    }

  private:
    std::string* log_;
    char letter_;
    int polls_;
};

}  // namespace

// --- join

TEST_CASE("join polls all arms, beginning with the next one each time", "[rt][join]") {
    const Seen all = on_runtime([](std::string& log) {
        await(join(Arm(log, 'a', 4), Arm(log, 'b', 4), Arm(log, 'c', 4)));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abcbcacabaAbBcC"});
}

TEST_CASE("join drops an arm when it is ready, and polls it no more", "[rt][join]") {
    const Seen all =
        on_runtime([](std::string& log) { await(join(Arm(log, 'a', 1), Arm(log, 'b', 3))); });
    CHECK(all.logs == Logs{"aAbbbB"});
}

TEST_CASE("join yields what its arms yield, in their order", "[rt][join]") {
    const Seen all = on_runtime([](std::string& log) {
        const auto [number, letter] = await(join(async([] {
                                                     await(yield_now());
                                                     return 7;
                                                 }),
                                                 async([] { return 'x'; })));
        log = std::to_string(number) + letter;
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"7x"});
}

TEST_CASE("join waits for every arm", "[rt][join]") {
    const auto with = [](bool second_is_notified) {
        return on_runtime([second_is_notified](std::string&) {
                   Notify first("first");
                   Notify second("second");
                   auto task =
                       spawn("task", [&] { await(join(first.notified(), second.notified())); });
                   await(yield_now());
                   first.notify_one();
                   if (second_is_notified) second.notify_one();
                   await(task);
               })
            .outcome;
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "stranded-waiter (task, second)");
}

TEST_CASE("an arm that blocks on what another arm holds is reentry", "[rt][join]") {
    const auto with = [](bool yields) {
        return on_runtime([yields](std::string&) {
                   sync::mutex mutex("mutex");
                   const auto locks = [&] {
                       const sync::lock_guard guard(mutex);
                       if (yields) await(yield_now());
                   };
                   await(join(async(locks), async(locks)));
               })
            .outcome;
    };
    CHECK(with(true) == "reentry (main, mutex)");
    CHECK(with(false) == "free");
}

// --- try_join

TEST_CASE("try_join ends at the first arm that fails, and drops the others", "[rt][join]") {
    const auto with = [](bool first, bool second) {
        return on_runtime([=](std::string& log) {
            const bool joined = await(try_join(async([&log, first] {
                                                   const Note note(log, 'a');
                                                   await(yield_now());
                                                   return first;
                                               }),
                                               async([&log, second] {
                                                   const Note note(log, 'b');
                                                   await(yield_now());
                                                   await(yield_now());
                                                   log += '2';
                                                   return second;
                                               })));
            log += joined ? " ok" : " err";
        });
    };
    CHECK(with(true, true).logs == Logs{"a2b ok"});
    CHECK(with(true, false).logs == Logs{"a2b err"});
    CHECK(with(false, true).logs == Logs{"ab err"});
    CHECK(with(false, true).outcome == "free");
}

// --- select

TEST_CASE("select begins with either arm", "[rt][select]") {
    Logs logs;
    const auto result = run::explored([&logs] {
        std::string log;
        Runtime runtime;
        runtime.block_on(
            [&] { await(select(async([&log] { log += 'a'; }), async([&log] { log += 'b'; }))); });
        logs.insert(log);
    });
    CHECK(run::outcome(result) == "free");
    CHECK(logs == Logs{"a", "b"});
    CHECK(result.executions == 2);
}

TEST_CASE("select_biased begins with the first arm", "[rt][select]") {
    const Seen all = on_runtime([](std::string& log) {
        await(select_biased(Arm(log, 'a', 1), Arm(log, 'b', 1)));
        await(select_biased(Arm(log, 'c', 2), Arm(log, 'd', 1)));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"aABcdCD"});
}

TEST_CASE("select polls the arms after the one that it begins with, round and round",
          "[rt][select]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify never;
        await(select(Arm(log, 'a', 5), Arm(log, 'b', 5), async([&] {
                         log += 'c';
                         log += '.';
                     })));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abc.AB", "bc.AB", "c.AB"});
}

TEST_CASE("select yields what the ready arm yields", "[rt][select]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify never;
        const auto output = await(select(never.notified(), async([] { return 7; })));
        log = std::to_string(output.index()) + std::to_string(std::get<1>(output));
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"17"});
}

TEST_CASE("select drops the other arm at its await before it is ready", "[rt][select]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify never;
        await(select_biased(async([&] {
                                const Arm note(log, 'd', 1);
                                await(never.notified());
                                log += "never";
                            }),
                            yield_now()));
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"D."});
}

TEST_CASE("an arm that select dropped is woken no more", "[rt][select]") {
    const Seen all = on_runtime([](std::string& log) {
        Notify notify;
        await(select_biased(notify.notified(), yield_now()));
        notify.notify_one();  // a permit: nobody is in the queue
        await(notify.notified());
        log += '.';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"."});
}

TEST_CASE("what select's other arm held is free afterwards", "[rt][select]") {
    const auto with = [](bool selects) {
        return on_runtime([selects](std::string&) {
                   sync::mutex mutex("mutex");
                   Notify never;
                   auto holds = async([&] {
                       const sync::lock_guard guard(mutex);
                       await(never.notified());
                   });
                   auto ends = yield_now();
                   if (selects) {
                       await(select_biased(std::move(holds), std::move(ends)));
                       const sync::lock_guard guard(mutex);
                   } else {
                       await(join(std::move(holds), async([&mutex, &ends] {
                                      await(ends);
                                      const sync::lock_guard guard(mutex);
                                  })));
                   }
               })
            .outcome;
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "reentry (main, mutex)");
}

TEST_CASE("a select whose arms all wait is stranded", "[rt][select]") {
    const auto with = [](bool notified) {
        return on_runtime([notified](std::string&) {
            Notify left("left");
            Notify right("right");
            auto task = spawn("task", [&] { await(select(left.notified(), right.notified())); });
            await(yield_now());
            if (notified) right.notify_one();
            await(task);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(false).outcome != "free");
}

}  // namespace impasse::rt
