// A flag that was plain data, as in code that "only sets a bool": the lock around it is forgotten on one
// side.
#include "harness/sync/cell.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void stop_flag(bool locks) {
    sync::mutex lock("lock");
    sync::cell<bool> stop(false, "stop");
    const sync::jthread worker("worker", [&] {
        const sync::lock_guard guard(lock);
        stop.get();
    });
    if (locks) lock.lock();
    stop.set(true);
    if (locks) lock.unlock();
}

}  // namespace

void locks_plain_data(Registry& registry) {
    registry.add(
        {.name = "locks/plain-flag",
         .about = "A flag is set without the lock under which it is read: is that seen?",
         .body = [](const Params&) { stop_flag(false); },
         .expected = always(finds(FindingKind::Race, {"main", "worker", "stop"})),
         .variants = {{"main takes the lock to set it", [](const Params&) { stop_flag(true); }}}});
    registry.add({.name = "locks/plain-flag-locked",
                  .about = "The same with the lock on both sides",
                  .body = [](const Params&) { stop_flag(true); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
