// Philosophers that put the first fork down again when they cannot have the second: nobody waits for
// another, and two that go in step never eat. The others' ways out are to take the forks in one order, or
// to sit down one at a time.
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

enum class Manner { Polite, InOrder };

void dinner(Manner manner) {
    sync::mutex one("fork 1");
    sync::mutex two("fork 2");
    const auto eat = [manner](sync::mutex& first, sync::mutex& second) {
        if (manner == Manner::InOrder) {
            const sync::lock_guard a(first);
            const sync::lock_guard b(second);
            return;
        }
        for (;;) {
            first.lock();
            if (second.try_lock()) break;
            first.unlock();
            sync::this_thread::yield();
        }
        second.unlock();
        first.unlock();
    };
    const sync::jthread left("left", [&] { eat(one, two); });
    const sync::jthread right("right",
                              [&] { manner == Manner::InOrder ? eat(one, two) : eat(two, one); });
}

}  // namespace

void spin_philosophers(Registry& registry) {
    registry.add(
        {.name = "spin/polite-philosophers",
         .about = "Two philosophers put their fork down when the other one is taken: do "
                  "they ever eat?",
         .body = [](const Params&) { dinner(Manner::Polite); },
         .expected = always(finds(FindingKind::Livelock, {"left", "right", "fork 1", "fork 2"})),
         .variants = {{"both take fork 1 first", [](const Params&) { dinner(Manner::InOrder); }}}});
    registry.add({.name = "spin/philosophers-in-order",
                  .about = "Both take fork 1 first, and wait for fork 2",
                  .body = [](const Params&) { dinner(Manner::InOrder); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
