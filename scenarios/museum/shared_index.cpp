// What resolutions do to each other through an index that they share: a resolver and those of its builds.
#include "harness/rt/join.hpp"
#include "scenarios/museum/resolves.hpp"

namespace impasse::scenarios {

namespace {

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

// Two builds resolve on one index. The one finds that there is no solution while it fetches what the other
// one waits for. A failed build is no end of the outer fetcher (#9098, 2024-11); had its resolver not
// been made to answer what is left before (#5067, 2024-07), the other build would wait for ever.
void a_build_without_a_solution(Registry& registry, const char* name, const char* about,
                                bool flushes) {
    Options options{.packages = {{.build_dependencies = {3, 2}},
                                 {.build_dependencies = {2}, .metadata = Source::Network},
                                 {.versions = Source::Network},
                                 {.versions = Source::Network, .unsatisfiable = true}},
                    .roots = {1, 0}};
    options.prefetches = true;
    options.joins = options.nested = Joins::TryJoin;
    options.flushes = flushes;
    options.defers_errors = true;
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = [options](const Cell& cell) { resolves(cell, options, false); },
                   .expected =
                       [flushes](const Cell& cell) {
                           return flushes || cell.design.is_handle
                                      ? is_free()
                                      : finds(FindingKind::StrandedWaiter, {"resolver", "key"});
                       }});
}

void builds_without_a_solution(Registry& registry) {
    a_build_without_a_solution(
        registry, "resolver-drops-a-failed-build",
        "A build's resolver finds no solution, and its fetcher is dropped: does another build hang "
        "that waits for what was fetched?",
        false);
    a_build_without_a_solution(registry, "resolver-flushes-a-failed-build",
                               "The same, but the fetcher answers what is left first (#5067)",
                               true);
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
void a_build_fails_to_install(Registry& registry, const char* name, const char* about,
                              models::resolver::Others others) {
    Options options{.packages = {{.build_dependencies = {2, 3}},
                                 {.build_dependencies = {2}, .metadata = Source::Network},
                                 {},
                                 {}},
                    .roots = {0, 1}};
    options.prefetches = true;
    options.joins = options.nested = Joins::TryJoin;
    options.flushes = true;
    options.defers_errors = true;
    options.installs = true;
    options.preparer = {.wheels = {{}, {}, {}, {.fails = true}}, .others = others};
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = [options](const Cell& cell) { resolves(cell, options, false); },
                   .expected =
                       [others](const Cell& cell) {
                           return others == models::resolver::Others::Finish ||
                                          cell.design.is_handle
                                      ? is_free()
                                      : finds(FindingKind::StrandedWaiter, {"resolver", "key 2"});
                       }});
}

void builds_fail_to_install(Registry& registry) {
    a_build_fails_to_install(
        registry, "resolver-drops-a-failed-install",
        "A build's install fails, and drops the fetch that another build waits for: does the "
        "resolution hang? (uv as of 2026-08)",
        models::resolver::Others::Drop);
    a_build_fails_to_install(registry, "resolver-finishes-a-failed-install",
                             "The same, but the fetches that were begun come to their end first",
                             models::resolver::Others::Finish);
}

}  // namespace

void museum_shared_index(Registry& registry) {
    drops_a_nested_fetcher(registry);
    builds_without_a_solution(registry);
    cancels_the_index(registry);
    builds_fail_to_install(registry);
}

}  // namespace impasse::scenarios
