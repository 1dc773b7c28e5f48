// The protocol itself: register, wait and done as they race, and a wait that nobody registered for.
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

const std::vector<On> kEverywhere{On::Threads, On::CurrentThread, On::MultiThread};

// On one worker there is no await in that window.
bool loses_a_wakeup(const Cell& cell) {
    return cell.on != On::CurrentThread && looks_before_it_registers(cell.design);
}

// Truth table rows 18 and 19; the hang of issue #3724.
void done_in_window(Registry& registry) {
    ask(registry, {.name = "done-in-window",
                   .about = "done() comes while another one begins to wait: does the waiter hang?",
                   .on = kEverywhere,
                   .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                       const auto job = map.register_key(0);
                       solver_and_fetcher(
                           cell.on,
                           [&] {
                               const auto waited = map.wait(0);
                               require(waited.outcome == Outcome::Value && waited.value == 1,
                                       "the wait does not come to the value");
                           },
                           [&] { job->done(1); });
                   }),
                   .expected = [](const Cell& cell) {
                       return loses_a_wakeup(cell)
                                  ? finds(FindingKind::LostWakeup, {"solver", "fetcher", "key 0"})
                                  : is_free();
                   }});
}

// Whoever is first computes, the other one waits.
void two_callers(Registry& registry) {
    ask(registry,
        {.name = "two-callers",
         .about = "Two callers want the same value, and whoever registers first computes it: do "
                  "both have it?",
         .on = kEverywhere,
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto call = [&map] {
                 if (const auto job = map.register_key(0)) {
                     job->done(1);
                     return;
                 }
                 require(map.wait(0).value == 1, "the wait does not come to the value");
             };
             solver_and_fetcher(cell.on, call, call);
         }),
         .expected = [](const Cell& cell) {
             return loses_a_wakeup(cell)
                        ? finds(FindingKind::LostWakeup, {"solver", "fetcher", "key 0"})
                        : is_free();
         }});
}

void unregistered(Registry& registry) {
    ask(registry, {.name = "unregistered",
                   .about = "Somebody waits for a key that nobody ever registers: does it hang?",
                   .on = {On::CurrentThread},
                   .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                       solver_and_fetcher(
                           cell.on,
                           [&] {
                               require(map.wait(0).outcome == Outcome::Absent,
                                       "a key that nobody registered has a value");
                           },
                           [] {});
                   }),
                   .expected = [](const Cell& cell) {
                       return cell.design.is({"waitmap", "pr1032"})
                                  ? finds(FindingKind::StrandedWaiter, {"solver", "key 0"})
                                  : is_free();
                   }});
}

// Since #19510 the failed wait leaves an entry that waits, so that nobody else computes the key.
void retry(Registry& registry) {
    ask(registry,
        {.name = "register-behind-a-failed-wait",
         .about =
             "A wait finds its key unregistered, and the caller then registers it: does it get "
             "to compute?",
         .on = {On::CurrentThread},
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             solver_and_fetcher(
                 cell.on,
                 [&] {
                     if (map.wait(0).outcome == Outcome::Value) return;
                     if (const auto job = map.register_key(0))
                         job->done(1);
                     else
                         map.wait(0);
                 },
                 [] {});
         }),
         .expected = [](const Cell& cell) {
             return cell.design.is({"waitmap", "pr1032", "pr19510", "pr19532"})
                        ? finds(FindingKind::StrandedWaiter, {"solver", "key 0"})
                        : is_free();
         }});
}

}  // namespace

void museum_done_and_wait(Registry& registry) {
    done_in_window(registry);
    two_callers(registry);
    unregistered(registry);
    retry(registry);
}

}  // namespace impasse::scenarios
