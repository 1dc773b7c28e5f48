// The preparer and its map of what is in flight: two builds install, beside each other, what they need.
#include "models/resolver/preparer.hpp"
#include "harness/rt/join.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

namespace {

using models::resolver::Errors;
using models::resolver::Others;
using models::resolver::PreparerOptions;

constexpr int kNeeded = 0;   // by both
constexpr int kMissing = 1;  // cannot be fetched

// Each build's install, as it goes on its own: the failure of one does not end the other.
void two_installs(AnyOnceMap& in_flight, const Cell& cell, const std::vector<int>& first,
                  const std::vector<int>& second, const PreparerOptions& options) {
    auto runtime = builder(cell.on).build();
    runtime.block_on([&] {
        auto builds = rt::spawn("builds", [&] {
            const auto install = [&](const std::vector<int>& wheels) {
                return rt::async([&] { return prepare(in_flight, wheels, options); });
            };
            rt::await(rt::join(install(first), install(second)));
        });
        rt::await(builds);
    });
}

// The wheel that both need cannot be fetched.
void fails(Registry& registry, const char* name, const char* about, Errors errors) {
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = on_one_map([errors](AnyOnceMap& in_flight, const Cell& cell) {
                       two_installs(in_flight, cell, {kMissing}, {kMissing},
                                    {.wheels = {{}, {.fails = true}}, .errors = errors});
                   }),
                   .expected = [errors](const Cell& cell) {
                       return errors == Errors::Publish || cell.design.is_handle
                                  ? is_free()
                                  : finds(FindingKind::StrandedWaiter, {"builds", "key 1"});
                   }});
}

// The first build needs one more, which cannot be fetched.
void drops(Registry& registry, const char* name, const char* about, Others others) {
    ask(registry, {.name = name,
                   .about = about,
                   .on = {On::CurrentThread},
                   .body = on_one_map([others](AnyOnceMap& in_flight, const Cell& cell) {
                       two_installs(in_flight, cell, {kNeeded, kMissing}, {kNeeded},
                                    {.wheels = {{}, {.fails = true}}, .others = others});
                   }),
                   .expected = [others](const Cell& cell) {
                       return others == Others::Finish || cell.design.is_handle
                                  ? is_free()
                                  : finds(FindingKind::StrandedWaiter, {"builds", "key 0"});
                   }});
}

}  // namespace

void museum_preparer(Registry& registry) {
    fails(registry, "preparer-returns-early",
          "A fetch fails and returns between register and done (until #2906): does a build hang "
          "that waits for it?",
          Errors::Return);
    fails(registry, "preparer-publishes-errors", "The same, but the error is done(Err)",
          Errors::Publish);
    drops(registry, "preparer-drops-owners",
          "try_collect drops a build's other fetches when one fails: does another build hang that "
          "waits for one of these?",
          Others::Drop);
    drops(registry, "preparer-finishes-owners",
          "The same, but the fetches that were begun come to their end first", Others::Finish);
}

}  // namespace impasse::scenarios
