// A producer that does not come to its done(), and one that does another key's.
#include "harness/rt/notify.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

// Those that notice.
bool fails_the_wait(const Cell& cell) { return cell.design.is_handle; }

// Truth table row 24. The job is dropped: an error between register and done returns early.
void returns_early(Registry& registry) {
    ask(registry, {.name = "producer-returns-early",
                   .about = "The producer returns between register and done: does the waiter hang?",
                   .on = {On::CurrentThread},
                   .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                       auto job = map.register_key(0);
                       solver_and_fetcher(
                           cell.on,
                           [&] {
                               require(map.wait(0).outcome == Outcome::Failed,
                                       "there is a value, and nobody computed it");
                           },
                           [&] { job.reset(); });
                   }),
                   .expected = [](const Cell& cell) {
                       return fails_the_wait(cell)
                                  ? is_free()
                                  : finds(FindingKind::StrandedWaiter, {"solver", "key 0"});
                   }});
}

// Truth table row 24. uv drops the other downloads when one fails, those that registered among them.
void is_cancelled(Registry& registry) {
    ask(registry,
        {.name = "producer-is-cancelled",
         .about = "The task that registered is aborted at its await: does the waiter hang?",
         .on = {On::CurrentThread, On::MultiThread},
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             auto job = map.register_key(0);
             rt::Notify answer("answer");  // of the request that is under way
             auto runtime = builder(cell.on).build();
             runtime.block_on([&] {
                 auto producer = rt::spawn("producer", [job = std::move(job), &answer] {
                     rt::await(answer.notified());
                     job->done(1);
                 });
                 auto waiter = rt::spawn("waiter", [&map] { map.wait(0); });
                 rt::await(rt::yield_now());
                 producer.abort();
                 rt::await(waiter);
             });
         }),
         .expected = [](const Cell& cell) {
             if (!fails_the_wait(cell))
                 return finds(FindingKind::StrandedWaiter, {"waiter", "key 0"});
             return cell.on == On::MultiThread && cell.design.is({"handle"})
                        ? finds(FindingKind::LostWakeup, {"waiter", "producer", "key 0"})
                        : is_free();
         }});
}

// uv #12917, #13088: the index answers with another package's name, and that is the one that is done.
void another_key(Registry& registry) {
    ask(registry,
        {.name = "answer-for-another-key",
         .about = "The answer carries another key than the one that was asked for: does the waiter "
                  "hang?",
         .on = {On::CurrentThread},
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             constexpr int kAnswered = 1;
             solver_and_fetcher(
                 cell.on, [&] { map.wait(0); },
                 [&] {
                     if (cell.design.is_handle)
                         job->done(1);  // there is no other way
                     else
                         map.done_by_key(kAnswered, 1);
                 });
         }),
         .expected = [](const Cell& cell) {
             return cell.design.is_handle ? is_free()
                                          : finds(FindingKind::StrandedWaiter, {"solver", "key 0"});
         }});
}

}  // namespace

void museum_producers(Registry& registry) {
    returns_early(registry);
    is_cancelled(registry);
    another_key(registry);
}

}  // namespace impasse::scenarios
