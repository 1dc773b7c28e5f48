// The resolver that the map was made for, with every design of it: what PR #1163 and its review were
// about, and what #3724 was.
#include "scenarios/museum/resolves.hpp"

namespace impasse::scenarios {

namespace {

bool lends_in_one_shard(const Cell& cell) {
    return lends(cell.design) && cell.params["shards"] == 1;
}

// Two packages, of which one needs the other.
Options two_packages() { return {.packages = {{.dependencies = {1}}, {}}}; }

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
    options.packages.front().unsatisfiable = true;  // what comes later is more of the same
    Question question{
        .name = name,
        .about = about,
        .on = {On::CurrentThread},
        .body = [options](const Cell& cell) { resolves(cell, options, false); },
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

// Which guard, which await: the versions' Ref in choose_version, at its send, which waits for a place.
// What PR #1163 came to on main (a channel of 50 places) without #1183.
void sends_into_a_full_channel(Registry& registry) {
    Question question{
        .name = "resolver-sends-into-a-full-channel",
        .about =
            "The channel of requests is bounded, and full when choose_version sends (#1163 as "
            "merged): does it hang?",
        .on = {On::CurrentThread},
        .body =
            [](const Cell& cell) {
                Options options{.packages = {{}, {}}, .roots = {0, 1}};
                options.capacity = 1;
                resolves(cell, options);
            },
        .expected =
            [](const Cell& cell) {
                if (!lends(cell.design)) return is_free();
                return lends_in_one_shard(cell)
                           ? finds(FindingKind::Reentry, {"resolver", "versions shard 0"})
                           : is_free_with(FindingKind::GuardAcrossAwait);
            }};
    with_one_and_two_shards(question);
    ask(registry, question);
}

// Nothing is held there.
void yields_in_pre_visit(Registry& registry) {
    Question question{
        .name = "resolver-yields-in-pre-visit",
        .about = "The resolver yields behind the sends of pre_visit (PR #1163): does it hang?",
        .on = {On::CurrentThread},
        .body =
            [](const Cell& cell) {
                Options options = two_packages();
                options.prefetches = true;
                options.yields = models::resolver::kPreVisit;
                resolves(cell, options);
            },
        .expected = [](const Cell&) { return is_free(); }};
    ask(registry, question);
}

// No guard: a place in the buffer. A build's resolution waits for versions that the outer solver has
// asked for, and that request stands in the channel behind the build. Possible until #3493.
void fills_a_small_buffer(Registry& registry) {
    Question question{
        .name = "resolver-builds-in-a-small-buffer",
        .about =
            "A build takes the last place of buffer_unordered, and needs what is asked for "
            "behind it: does it hang? (50 places until #3493, then usize::MAX)",
        .on = {On::CurrentThread},
        .params = {{"buffer", 1, 1, 50, "how many requests are answered at once"}},
        .sets =
            [](const Design&) {
                return std::vector<std::map<std::string, std::int64_t>>{{{"buffer", 1}},
                                                                        {{"buffer", 50}}};
            },
        .body =
            [](const Cell& cell) {
                Options options{.packages = {{.dependencies = {2}},
                                             {.build_dependencies = {2}, .metadata = Source::Cache},
                                             {}},
                                .roots = {0, 1}};
                options.prefetches = true;
                options.joins = options.nested = Joins::TryJoin;
                options.buffer = static_cast<std::size_t>(cell.params["buffer"]);
                resolves(cell, options);
            },
        .expected =
            [](const Cell& cell) {
                // A done() that yields lets the solver ask for the metadata before a prefetch does: then
                // that request is the one behind the build, and the build asks for the versions.
                return cell.params["buffer"] == 1 && !cell.design.is({"done-yields"})
                           ? finds(FindingKind::StrandedWaiter, {"resolver", "key 2"})
                           : is_free();
            }};
    ask(registry, question);
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

}  // namespace

void museum_resolver(Registry& registry) {
    synchronous(registry);
    yields_in_choose_version(registry);
    yields_under_a_prefetch(registry);
    yields_in_get_dependencies(registry);
    on_threads(registry);
    sends_into_a_full_channel(registry);
    yields_in_pre_visit(registry);
    fills_a_small_buffer(registry);
}

}  // namespace impasse::scenarios
