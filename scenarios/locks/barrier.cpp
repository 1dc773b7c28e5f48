// Two threads in step, round by round; one keeps a lock while it waits for the other, who needs it to come.
#include "harness/sync/barrier.hpp"

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void in_step(bool keeps) {
    sync::barrier line(2, "line");
    sync::mutex lock("lock");
    const sync::jthread left("left", [&] {
        line.arrive_and_wait();
        lock.lock();
        if (!keeps) lock.unlock();
        line.arrive_and_wait();
        if (keeps) lock.unlock();
    });
    const sync::jthread right("right", [&] {
        line.arrive_and_wait();
        { const sync::lock_guard guard(lock); }
        line.arrive_and_wait();
    });
}

}  // namespace

void locks_barrier(Registry& registry) {
    registry.add(
        {.name = "locks/kept-at-a-barrier",
         .about = "A thread keeps a lock while it waits at a barrier: does the other one arrive?",
         .body = [](const Params&) { in_step(true); },
         .expected = always(finds(FindingKind::Cycle, {"left", "right", "line", "lock"})),
         .variants = {{"left unlocks before it arrives", [](const Params&) { in_step(false); }}}});
    registry.add({.name = "locks/let-go-of-before-a-barrier",
                  .about = "The same, but it unlocks before it arrives",
                  .body = [](const Params&) { in_step(false); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
