// What a caller may do while it has a value in its hands: the hang behind PR #1163, and its like.
#include "harness/rt/join.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

bool lends_in_one_shard(const Cell& cell) {
    return lends(cell.design) && cell.params["shards"] == 1;
}

// Truth table rows 1 and 3.
void held_over_yield(Registry& registry) {
    Question question{
        .name = "held-over-yield",
        .about =
            "A task yields with a value in its hands, and another task publishes one: do they "
            "hang?",
        .on = {On::Threads, On::CurrentThread, On::MultiThread},
        .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
            const auto published = map.register_key(0);
            const auto next = map.register_key(1);
            solver_and_fetcher(
                cell.on,
                [&] {
                    published->done(10);
                    const auto held = map.wait(0);
                    rt::await(rt::yield_now());
                },
                [&] { next->done(20); });
        }),
        .expected = [](const Cell& cell) {
            if (!lends(cell.design)) return is_free();
            if (lends_in_one_shard(cell) && cell.on != On::Threads)
                return finds(FindingKind::Cycle, {"solver", "fetcher", "shard 0", worker(cell.on)});
            return is_free_with(FindingKind::GuardAcrossAwait);
        }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

// Truth table row 5: as uv's resolver was until 2024-05.
void held_in_an_arm(Registry& registry) {
    Question question{.name = "held-in-an-arm",
                      .about = "As held-over-yield, with solver and fetcher as arms of one join!",
                      .on = {On::CurrentThread},
                      .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
                          const auto published = map.register_key(0);
                          const auto next = map.register_key(1);
                          auto runtime = builder(cell.on).build();
                          runtime.block_on([&] {
                              published->done(10);
                              rt::await(rt::join(rt::async([&] {
                                                     const auto held = map.wait(0);
                                                     rt::await(rt::yield_now());
                                                 }),
                                                 rt::async([&] { next->done(20); })));
                          });
                      }),
                      .expected = [](const Cell& cell) {
                          if (!lends(cell.design)) return is_free();
                          return lends_in_one_shard(cell)
                                     ? finds(FindingKind::Reentry, {"main", "shard 0"})
                                     : is_free_with(FindingKind::GuardAcrossAwait);
                      }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

void two_values(Registry& registry) {
    Question question{
        .name = "two-values-at-once",
        .about = "A caller waits for a second value with the first one in its hands: does it hang?",
        .on = {On::CurrentThread},
        .body = on_one_map([](AnyOnceMap& map, const Cell& cell) {
            const auto first = map.register_key(0);
            const auto second = map.register_key(1);
            solver_and_fetcher(
                cell.on,
                [&] {
                    const auto one = map.wait(0);
                    const auto other = map.wait(1);
                    require(one.value + other.value == 30, "these are not the values");
                },
                [&] {
                    first->done(10);
                    second->done(20);
                });
        }),
        .expected = [](const Cell& cell) {
            if (!lends(cell.design)) return is_free();
            return lends_in_one_shard(cell) ? finds(FindingKind::Reentry, {"solver", "shard 0"})
                                            : is_free();
        }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

}  // namespace

void museum_held_values(Registry& registry) {
    held_over_yield(registry);
    held_in_an_arm(registry);
    two_values(registry);
}

}  // namespace impasse::scenarios
