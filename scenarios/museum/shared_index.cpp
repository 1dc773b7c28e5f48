// What resolutions do to each other through an index that they share: a resolver and those of its builds.
#include "harness/rt/join.hpp"
#include "scenarios/museum/resolves.hpp"

namespace impasse::scenarios {

namespace {

// A resolution that waits for a key for ever, unless it is mended or its map's job is a handle.
void strands(Registry& registry, const char* name, const char* about, const Options& options,
             bool mended, bool has_a_solution, const char* key) {
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = [=](const Cell& cell) { resolves(cell, options, has_a_solution); },
                   .expected =
                       [=](const Cell& cell) {
                           return mended || cell.design.is_handle
                                      ? is_free()
                                      : finds(FindingKind::StrandedWaiter, {"resolver", key});
                       }});
}

// Issue #2300: a build's resolver is done, select! drops its fetcher, and with it a prefetch that has
// registered and not come to its done. The outer resolver waits for that one. The fix #2374 joins them.
void drops_a_nested_fetcher(Registry& registry) {
    Options options{.packages = {{.dependencies = {1}, .build_dependencies = {1}},
                                 {.metadata = Source::Network}}};
    options.prefetches = true;
    options.nested_narrows = true;
    options.joins = Joins::TryJoin;  // the outer one does not matter
    options.nested = Joins::Select;
    strands(
        registry, "resolver-drops-a-nested-fetcher",
        "A build's resolver ends, and its fetcher is dropped in the middle of a prefetch: does the "
        "outer resolver hang?",
        options, false, true, "key 1");
    options.nested = Joins::TryJoin;
    strands(registry, "resolver-joins-a-nested-fetcher",
            "The same, but the build's resolver waits for its fetcher (try_join!)", options, true,
            true, "");
}

// A failed build is no end of the outer fetcher: since #9098 (2024-11).
Options builds_that_fail_alone(std::vector<models::resolver::Package> packages,
                               std::vector<int> roots) {
    Options options{.packages = std::move(packages), .roots = std::move(roots)};
    options.prefetches = true;
    options.joins = options.nested = Joins::TryJoin;
    options.flushes = true;
    options.defers_errors = true;
    return options;
}

// Two builds resolve on one index. The one finds that there is no solution while it fetches what the other
// one waits for. Had #5067 (2024-07) not made a resolver that fails answer what is left, the other build
// would wait for ever.
void builds_without_a_solution(Registry& registry) {
    Options options =
        builds_that_fail_alone({{.build_dependencies = {3, 2}},
                                {.build_dependencies = {2}, .metadata = Source::Network},
                                {.versions = Source::Network},
                                {.versions = Source::Network, .unsatisfiable = true}},
                               {1, 0});
    options.flushes = false;
    strands(registry, "resolver-drops-a-failed-build",
            "A build's resolver finds no solution, and its fetcher is dropped: does another build "
            "hang that waits for what was fetched?",
            options, false, false, "key");
    options.flushes = true;
    strands(registry, "resolver-flushes-a-failed-build",
            "The same, but the fetcher answers what is left first (#5067)", options, true, false,
            "");
}

// 2024-01: who fails cancels all waits on the index, those of others too.
void cancels_the_index(Registry& registry) {
    ask(registry,
        {.name = "resolver-cancels-a-shared-index",
         .about = "A resolver fails and calls cancel_all: does another one on the same index fail "
                  "with it?",
         .on = {On::CurrentThread},
         .asked = [](const Design& design) { return design.can(models::Call::CancelAll); },
         .params = {{"cancels", 1, 0, 1, "1: as it was, 0: without the call"}},
         .sets =
             [](const Design&) {
                 return std::vector<std::map<std::string, std::int64_t>>{{{"cancels", 0}},
                                                                         {{"cancels", 1}}};
             },
         .body =
             [](const Cell& cell) {
                 Options fails{
                     .packages = {{.unsatisfiable = true}, {.versions = Source::Network}}};
                 fails.cancels = cell.params["cancels"] == 1;
                 Options solves = fails;
                 solves.roots = {1};
                 with_resolver(cell, [&](Index& index) {
                     rt::await(rt::join(rt::async([&] { models::resolver::resolve(index, fails); }),
                                        rt::async([&] {
                                            require(models::resolver::resolve(index, solves),
                                                    "a resolution fails because another one did");
                                        })));
                 });
             },
         .expected =
             [](const Cell& cell) {
                 return cell.params["cancels"] == 1 ? finds(FindingKind::Panic, {"resolver"})
                                                    : is_free();
             }});
}

// Two builds on one index and one map of what is in flight. The install of the one fails, and with it goes
// the fetch that the other one waits for. Since #9098 the resolution waits for that other build.
void builds_fail_to_install(Registry& registry) {
    Options options =
        builds_that_fail_alone({{.build_dependencies = {2, 3}},
                                {.build_dependencies = {2}, .metadata = Source::Network},
                                {},
                                {}},
                               {0, 1});
    options.installs = true;
    options.preparer.wheels = {{}, {}, {}, {.fails = true}};
    strands(registry, "resolver-drops-a-failed-install",
            "A build's install fails, and drops the fetch that another build waits for: does the "
            "resolution hang? (uv as of 2026-08)",
            options, false, false, "key 2");
    options.preparer.others = models::resolver::Others::Finish;
    strands(registry, "resolver-finishes-a-failed-install",
            "The same, but the fetches that were begun come to their end first", options, true,
            false, "");
}

}  // namespace

void museum_shared_index(Registry& registry) {
    drops_a_nested_fetcher(registry);
    builds_without_a_solution(registry);
    cancels_the_index(registry);
    builds_fail_to_install(registry);
}

}  // namespace impasse::scenarios
