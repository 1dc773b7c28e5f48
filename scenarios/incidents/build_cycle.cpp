// uv #10255, #10258 (2024-12): A is built with B, and B with A. Each build registers what it builds in the
// map of what is in flight, so the second request for A waits for itself. The fix 9e0b35ad82 keeps a
// stack of what is being built, and refuses what is on it. Two builds that begin beside each other are
// on two stacks.
#include <functional>
#include <set>

#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "models/once_map/on_dash_map.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

using InFlight = models::OnceMapPr8146<int, bool>;

constexpr int kA = 0;
constexpr int kB = 1;

// The package that each is built with.
int built_with(int package) { return package == kA ? kB : kA; }

// False: the build failed.
bool get(InFlight& in_flight, int package, std::set<int> stack, bool checks) {
    if (!in_flight.register_key(package)) return **rt::await(in_flight.wait(package));
    rt::await(rt::sleep());  // downloads what is to be built
    stack.insert(package);
    const int other = built_with(package);
    const bool refused = checks && stack.contains(other);
    const bool built = !refused && get(in_flight, other, stack, checks);
    in_flight.done(package, built);
    return built;
}

void builds(bool checks, bool siblings) {
    InFlight in_flight(2, [](const int& key) { return static_cast<std::size_t>(key); });
    rt::Runtime runtime;
    runtime.block_on([&] {
        const auto build = [&](int package) {
            return rt::async([&, package] { get(in_flight, package, {}, checks); });
        };
        if (siblings)
            rt::await(rt::join(build(kA), build(kB)));
        else
            rt::await(build(kA));
    });
}

}  // namespace

void incidents_build_cycle(Registry& registry) {
    const Incident incident{
        "build-cycle",
        "Two packages are built with each other: does the build of one hang, or of "
        "both at once? (#10258)"};
    const auto column = [&](bool checks) {
        Scenario scenario = variant_of(incident, checks ? "fixed" : "as-it-was", [] {}, {});
        scenario.params = {{"siblings", 0, 0, 1, "0: one of them is asked for, 1: both at once"}};
        scenario.sets = {{{"siblings", 0}}, {{"siblings", 1}}};
        scenario.body = [checks](const Params& params) { builds(checks, params["siblings"] == 1); };
        scenario.expected = [checks](const Params& params) {
            return checks && params["siblings"] == 0
                       ? is_free()
                       : finds(FindingKind::StrandedWaiter, {"main", "key"});
        };
        return scenario;
    };
    add(registry, column(false), column(true), "each build refuses what is on its own stack");
}

}  // namespace impasse::scenarios
