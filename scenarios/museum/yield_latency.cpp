// How soon a waiter runs once its value is published, with and without a yield of the producer behind its
// done(): what the review of PR #1183 asked about (line 39), and measured as 30 ms against 20 ms.
#include "harness/rt/time.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/measure.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

constexpr int kMoreSteps = 4;

}  // namespace

void museum_yield_latency(Registry& registry) {
    ask(registry,
        {.name = "yield-latency",
         .about = "How many steps of the producer pass behind done() before the waiter runs?",
         .on = {On::Threads, On::CurrentThread, On::MultiThread},
         .asked =
             [](const Design& design) {
                 return design.is({"waitmap", "pr3987", "single-flight"});
             },
         .params = {{"yields", 0, 0, 1, "1: the producer yields behind done()"}},
         .sets =
             [](const Design&) {
                 return std::vector<std::map<std::string, std::int64_t>>{{{"yields", 0}},
                                                                         {{"yields", 1}}};
             },
         .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
             const auto job = map.register_key(0);
             sync::atomic<int> progress(0, "progress");
             const bool yields = cell.params["yields"] == 1;
             solver_and_fetcher(
                 cell.on,
                 [&] {
                     map.wait(0);
                     sync::measure("producer steps before the waiter runs", progress.load());
                 },
                 [&] {
                     job->done(1);
                     if (yields) rt::await(rt::yield_now());
                     for (int step = 0; step < kMoreSteps; ++step) progress.store_add(1);
                 });
         }),
         .expected = [](const Cell&) { return is_free(); }});
}

}  // namespace impasse::scenarios
