// The resolver that the map was made for, with every design of it: what PR #1163 and its review were
// about, what #3724 was, and what resolutions do to each other through an index that they share.
#include "models/resolver/resolver.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

using models::resolver::Index;
using models::resolver::Joins;
using models::resolver::Options;
using models::resolver::Source;

bool lends_in_one_shard(const Cell& cell) {
    return lends(cell.design) && cell.params["shards"] == 1;
}

// Two packages, of which one needs the other.
Options two_packages() { return {.packages = {{.dependencies = {1}}, {}}}; }

void resolves(const Cell& cell, const Options& options) {
    models::resolver::with_index(cell.design, shards_of(cell), [&](Index& index) {
        auto runtime = builder(cell.on).build();
        runtime.block_on([&] {
            auto resolver = rt::spawn("resolver", [&] {
                const bool solved = models::resolver::resolve(index, options);
                require(solved == (options.no_solution_behind == 0), "the resolution fails");
            });
            rt::await(resolver);
        });
    });
}

// As it was on main: nobody awaits where a value is lent.
void synchronous(Registry& registry) {
    Question question{
        .name = "resolver",
        .about = "uv's resolver as of 2024-01, whose sends do not yield: does it hang?",
        .on = {On::CurrentThread},
        .body =
            [](const Cell& cell) {
                Options options = two_packages();
                options.prefetches = true;
                resolves(cell, options);
            },
        .expected = [](const Cell&) { return is_free(); }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

// A yield of the solver behind a send; a design that lends its values hangs where `shard` is held.
void yields(Registry& registry, const char* name, const char* about, Options options,
            const char* shard) {
    options.no_solution_behind = 1;  // what comes later is more of the same
    Question question{
        .name = name,
        .about = about,
        .on = {On::CurrentThread},
        .body = [options](const Cell& cell) { resolves(cell, options); },
        .expected =
            [shard, borrows = options.borrows](const Cell& cell) {
                if (asserts_at_drop(cell.design))  // a failed resolution leaves entries waiting
                    return finds(FindingKind::Panic, {"main"});
                if (!borrows || !lends(cell.design)) return is_free();
                return lends_in_one_shard(cell) ? finds(FindingKind::Reentry, {"resolver", shard})
                                                : is_free_with(FindingKind::GuardAcrossAwait);
            }};
    with_one_and_two_shards(question, true);
    ask(registry, question);
}

// Which guard, which await: the versions' Ref in choose_version, at the yield behind its send. The
// fetcher publishes the next package's versions.
void yields_in_choose_version(Registry& registry) {
    Options options{.packages = {{}, {.versions = Source::Cache}}, .roots = {0, 1}};
    options.yields = models::resolver::kChooseVersion;
    yields(registry, "resolver-yields-in-choose-version",
           "The resolver yields behind the send in choose_version (PR #1163): does it hang?",
           options, "versions shard 0");

    options.borrows = false;
    yields(registry, "resolver-yields-with-a-copy",
           "The same, with the value copied and its borrow dropped before the send", options, "");
}

// The same guard and await; the fetcher polls a prefetch of the very package that is being chosen,
// whose wait wants the write lock of its own key.
void yields_under_a_prefetch(Registry& registry) {
    Question question{
        .name = "resolver-yields-under-a-prefetch",
        .about =
            "The same, and a prefetch of the package that is being chosen is under way: does it "
            "hang, whatever the hashes?",
        .on = {On::CurrentThread},
        .body =
            [](const Cell& cell) {
                Options options{.packages = {{}, {}}, .roots = {0, 1}};
                options.yields = models::resolver::kChooseVersion;
                options.prefetches = true;
                options.narrows = true;
                resolves(cell, options);
            },
        .expected =
            [](const Cell& cell) {
                return lends(cell.design)
                           ? finds(FindingKind::Reentry, {"resolver", "versions shard"})
                           : is_free();
            }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

// Which guard, which await: the metadata's Ref in get_dependencies, at the yield behind a send of its
// loop. The fetcher publishes another package's metadata.
void yields_in_get_dependencies(Registry& registry) {
    Options options{.packages = {{.dependencies = {2}}, {.metadata = Source::Cache}, {}},
                    .roots = {0, 1}};
    options.yields = models::resolver::kGetDependencies;
    options.prefetches = true;
    yields(registry, "resolver-yields-in-get-dependencies",
           "The resolver yields behind a send in get_dependencies (PR #1163): does it hang?",
           options, "metadata shard 0");
}

// #3627, #3724: the solver waits on a thread of its own.
void on_threads(Registry& registry) {
    ask(registry,
        {.name = "resolver-on-threads",
         .about =
             "uv's resolver since 2024-05, whose solver has a thread of its own: does it hang?",
         .on = {On::CurrentThread},
         .asked = [](const Design& design) { return design.sync; },
         .body =
             [](const Cell& cell) {
                 Options options{.packages = {{}}};
                 options.capacity = 300;
                 options.joins = Joins::Threads;
                 resolves(cell, options);
             },
         .expected =
             [](const Cell& cell) {
                 return looks_before_it_registers(cell.design)
                            ? finds(FindingKind::LostWakeup, {"solver", "resolver", "key"})
                            : is_free();
             },
         // Whole, it is 1,321,776 traces, none of which hangs.
         .preemptions =
             [](const Design& design) {
                 return design.is({"single-flight"}) ? std::optional(3U) : std::nullopt;
             }});
}

// Issue #2300: a build's resolver is done, select! drops its fetcher, and with it a prefetch that has
// registered and not come to its done. The outer resolver waits for that one. The fix #2374 joins them.
void nested(Registry& registry, const char* name, const char* about, Joins joins) {
    Options options{.packages = {{.dependencies = {1}, .build_dependencies = {1}},
                                 {.metadata = Source::Network}}};
    options.prefetches = true;
    options.nested_narrows = true;
    options.joins = Joins::TryJoin;  // the outer one does not matter
    options.nested = joins;
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = [options](const Cell& cell) { resolves(cell, options); },
                   .expected =
                       [joins](const Cell& cell) {
                           return joins != Joins::Select || cell.design.is_handle
                                      ? is_free()
                                      : finds(FindingKind::StrandedWaiter, {"resolver", "key 1"});
                       }});
}

void drops_a_nested_fetcher(Registry& registry) {
    nested(
        registry, "resolver-drops-a-nested-fetcher",
        "A build's resolver ends, and its fetcher is dropped in the middle of a prefetch: does the "
        "outer resolver hang?",
        Joins::Select);
    nested(registry, "resolver-joins-a-nested-fetcher",
           "The same, but the build's resolver waits for its fetcher (try_join!)", Joins::TryJoin);
}

}  // namespace

void museum_resolver(Registry& registry) {
    synchronous(registry);
    yields_in_choose_version(registry);
    yields_under_a_prefetch(registry);
    yields_in_get_dependencies(registry);
    on_threads(registry);
    drops_a_nested_fetcher(registry);
}

}  // namespace impasse::scenarios
