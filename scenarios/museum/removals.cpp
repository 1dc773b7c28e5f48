// What takes an entry out from under those who wait in it: remove and cancel.
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

bool removes(const Design& design) { return design.can(Call::Remove); }
bool expects_its_entry(const Cell& cell) {
    return cell.design.is({"pr8146", "pr19510", "pr19532"});
}

void wait_beside_remove(AnyOnceMap& map, const Cell& cell, const std::function<void()>& wait) {
    const auto job = map.register_key(0);
    solver_and_fetcher(cell.on, wait, [&] {
        job->done(1);
        map.remove(0);
    });
}

// Truth table row 21: behind the notification the waiter looks again, and expects the entry.
void remove_behind_done(Registry& registry) {
    ask(registry,
        {.name = "remove-behind-done",
         .about = "A value is published and removed before its waiter has looked: what does the "
                  "waiter find?",
         .on = {On::CurrentThread},
         .asked = removes,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             wait_beside_remove(map, cell, [&map] { map.wait(0); });
         }),
         .expected = [](const Cell& cell) {
             return expects_its_entry(cell) ? finds(FindingKind::Panic, {"solver"}) : is_free();
         }});
}

// On papaya the value is taken out of an entry that the waiter has in its hands: its second look finds
// the entry, and no value in it, so it awaits the notification that came before.
void remove_beside_a_wait(Registry& registry) {
    ask(registry,
        {.name = "remove-beside-a-wait",
         .about =
             "The same on two threads, where the waiter survives that panic: does it ever hang?",
         .on = {On::Threads, On::MultiThread},
         .asked = removes,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             wait_beside_remove(map, cell, [&map] {
                 try {
                     map.wait(0);
                 } catch (const Panic&) {  // catch_unwind
                 }
             });
         }),
         .expected = [](const Cell& cell) {
             return cell.design.is({"pr19532"})
                        ? finds(FindingKind::LostWakeup, {"solver", "fetcher", "key 0"})
                        : is_free();
         }});
}

void remove_under_waiter(Registry& registry) {
    ask(registry,
        {.name = "remove-before-done",
         .about = "A key is removed while somebody waits for it, and its value comes later: does "
                  "the waiter hang?",
         .on = {On::CurrentThread},
         .asked = removes,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             solver_and_fetcher(
                 cell.on, [&] { map.wait(0); },
                 [&] {
                     map.remove(0);
                     job->done(1);
                 });
         }),
         .expected = [](const Cell& cell) {
             return expects_its_entry(cell)
                        ? finds(FindingKind::StrandedWaiter, {"solver", "key 0"})
                        : is_free();
         }});
}

// What cancels: cancel_all, or where the job is a handle, its drop.
bool cancels(const Design& design) { return design.can(Call::CancelAll) || design.is_handle; }

void cancel(AnyOnceMap& map, std::unique_ptr<AnyOnceMap::Job>& job, const Cell& cell) {
    if (cell.design.can(Call::CancelAll)) map.cancel_all();
    job.reset();
}

void cancel_a_wait(Registry& registry) {
    ask(registry, {.name = "cancel-a-wait",
                   .about = "A wait is cancelled: does it end, and how?",
                   .on = {On::CurrentThread},
                   .asked = cancels,
                   .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                       auto job = map.register_key(0);
                       auto runtime = builder(cell.on).build();
                       runtime.block_on([&] {
                           auto waiter = rt::spawn("waiter", [&map] {
                               require(map.wait(0).outcome == Outcome::Failed,
                                       "a cancelled wait has a value");
                           });
                           rt::await(rt::yield_now());
                           cancel(map, job, cell);
                           rt::await(waiter);
                       });
                   }),
                   .expected = [](const Cell& cell) {
                       return cell.design.is({"waitmap"}) ? finds(FindingKind::Panic, {"waiter"})
                                                          : is_free();
                   }});
}

// The key stays among those that were started, so nobody computes it again.
void wait_behind_cancel(Registry& registry) {
    ask(registry, {.name = "wait-behind-a-cancel",
                   .about = "A wait begins when its key was cancelled already: does it hang?",
                   .on = {On::CurrentThread},
                   .asked = cancels,
                   .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                       auto job = map.register_key(0);
                       solver_and_fetcher(
                           cell.on, [] {},
                           [&] {
                               cancel(map, job, cell);
                               if (const auto again = map.register_key(0)) again->done(1);
                               require(map.wait(0).value == 1, "this is not the value");
                           });
                   }),
                   .expected = [](const Cell& cell) {
                       return cell.design.is({"waitmap", "pr1032"})
                                  ? finds(FindingKind::StrandedWaiter, {"fetcher", "key 0"})
                                  : is_free();
                   }});
}

}  // namespace

void museum_removals(Registry& registry) {
    remove_behind_done(registry);
    remove_beside_a_wait(registry);
    remove_under_waiter(registry);
    cancel_a_wait(registry);
    wait_behind_cancel(registry);
}

}  // namespace impasse::scenarios
