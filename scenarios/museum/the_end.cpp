// What is no bug, and is to be taken for none: a job that nobody needs in the end, a waiter that gives
// up. Somebody who still wants a value when all ends: scenarios/once_map/drop.cpp.
#include "harness/rt/join.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

// The job was not needed in the end.
void nobody_waits(Registry& registry) {
    ask(registry,
        {.name = "registered-and-nobody-waits",
         .about = "A key was registered and never done, and nobody waits for it: is that "
                  "taken for a bug?",
         .on = {On::CurrentThread},
         .body =
             on_one_map([](AnyOnceMap& map, const Cell&) { const auto job = map.register_key(0); }),
         .expected = [](const Cell& cell) {
             return asserts_at_drop(cell.design) ? finds(FindingKind::Panic, {"main"}) : is_free();
         }});
}

// Whoever waited has given up on its own, and another one has not.
void a_waiter_gives_up(Registry& registry) {
    ask(registry,
        {.name = "a-waiter-gives-up",
         .about =
             "One of two waiters gives up (select! with a timeout), then the value comes: does "
             "the other one have it?",
         .on = {On::CurrentThread},
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             solver_and_fetcher(
                 cell.on,
                 [&] {
                     rt::await(rt::join(rt::async([&map] {
                                            rt::await(rt::select_biased(
                                                rt::async([&map] { map.wait(0); }), rt::sleep()));
                                        }),
                                        rt::async([&map] { map.wait(0); })));
                 },
                 [&] {
                     rt::await(rt::sleep());
                     job->done(1);
                 });
         }),
         .expected = [](const Cell&) { return is_free(); }});
}

}  // namespace

void museum_the_end(Registry& registry) {
    nobody_waits(registry);
    a_waiter_gives_up(registry);
}

}  // namespace impasse::scenarios
