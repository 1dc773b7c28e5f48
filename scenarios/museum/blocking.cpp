// wait_blocking, which came when the solver moved to a thread of its own (#3627): where it may be
// called. Truth table rows 22 and 23.
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

bool blocks(const Design& design) { return design.can(Call::WaitBlocking); }

void in_the_runtime(Registry& registry) {
    ask(registry,
        {.name = "blocking-wait-in-the-runtime",
         .about = "wait_blocking in the runtime's main future, and the producer is a task of "
                  "that runtime: does it hang?",
         .on = {On::CurrentThread, On::MultiThread},
         .asked = blocks,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             auto runtime = builder(cell.on).build();
             runtime.block_on([&] {
                 rt::spawn("producer", [&job] { job->done(1); });
                 map.wait_blocking(0);
             });
         }),
         .expected = [](const Cell& cell) {
             if (cell.on == On::CurrentThread)
                 return finds(FindingKind::StrandedWaiter, {"main", "key 0"});
             return cell.design.is({"pr3627"})
                        ? finds(FindingKind::LostWakeup, {"main", "producer", "key 0"})
                        : is_free();
         }});
}

void in_spawn_blocking(Registry& registry) {
    ask(registry,
        {.name = "blocking-wait-in-spawn-blocking",
         .about = "wait_blocking in spawn_blocking, and the producer is a task: does it hang?",
         .on = {On::CurrentThread},
         .asked = blocks,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             auto runtime = builder(cell.on).build();
             runtime.block_on([&] {
                 rt::spawn("producer", [&job] { job->done(1); });
                 auto blocking = rt::spawn_blocking("blocking", [&map] { map.wait_blocking(0); });
                 rt::await(blocking);
             });
         }),
         .expected = [](const Cell& cell) {
             return cell.design.is({"pr3627"})
                        ? finds(FindingKind::LostWakeup, {"blocking", "producer", "key 0"})
                        : is_free();
         }});
}

}  // namespace

void museum_blocking(Registry& registry) {
    in_the_runtime(registry);
    in_spawn_blocking(registry);
}

}  // namespace impasse::scenarios
