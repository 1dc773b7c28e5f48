// The flagship: uv's resolver in small (PR #1163, where it hung). Solver and fetcher are the two arms of one
// select!, so one task on one worker, and the keys of both packages fall in one shard. Every design and
// every variant of the resolver: scenarios/museum/resolver.cpp.
#include "harness/rt/runtime.hpp"
#include "models/resolver/resolver.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using models::resolver::Options;
using models::resolver::Source;

// The second package's versions come at any time: also behind the yield.
void resolve(const models::Design& design, unsigned yields, bool borrows = true) {
    Options options{.packages = {{}, {.versions = Source::Cache}}, .roots = {0, 1}};
    options.yields = yields;
    options.borrows = borrows;
    models::resolver::with_index(design, 1, [&](models::resolver::Index& index) {
        rt::Runtime runtime;
        runtime.block_on([&] {
            auto resolver =
                rt::spawn("resolver", [&] { models::resolver::resolve(index, options); });
            rt::await(resolver);
        });
    });
}

void add(Registry& registry, const char* question, const char* about, unsigned yields,
         const char* id, Expectation expected) {
    const models::Design& design = models::once_map_design(id);
    Scenario scenario;
    scenario.name = std::string("resolver/") + question + "/" + id;
    scenario.about = about;
    scenario.subject = design.name;
    scenario.body = [&design, yields](const Params&) { resolve(design, yields); };
    if (expected.kind)
        scenario.variants = {{"the versions are copied, and their Ref dropped before the send",
                              [&design, yields](const Params&) { resolve(design, yields, false); }},
                             {"the map is #1183's", [yields](const Params&) {
                                  resolve(models::once_map_design("pr1183"), yields);
                              }}};
    scenario.expected = always(std::move(expected));
    registry.add(std::move(scenario));
}

}  // namespace

void resolver_small(Registry& registry) {
    for (const char* id : {"waitmap", "pr1183", "pr3987"}) {
        add(registry, "sync-channel",
            "The solver sends its requests without a yield: does the resolver hang?",
            models::resolver::kNever, id, is_free());
        add(registry, "yield-after-send",
            "The solver yields after a send, where the version map's entry is in use: does it "
            "hang?",
            models::resolver::kChooseVersion, id,
            std::string(id) == "waitmap"
                ? finds(FindingKind::Reentry, {"resolver", "versions shard 0"})
                : is_free());
    }
}

}  // namespace impasse::scenarios
