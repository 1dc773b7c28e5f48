// puffin #753 (2024-01-03): the solver fails while a prefetch still waits, and the error's text reads
// the index: the entry that the prefetch waits in is there, and has no value. The fix cfffcbb269 takes
// the waiting entries out first.
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "models/waitmap/wait_map.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::WaitMap<int, int>;

// The fetcher is pinned outside of the select!, so it lives while the error is told.
void fails(bool cancels) {
    Map packages(1, [](const int&) -> std::size_t { return 0; });
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto prefetch = packages.wait(0);
        rt::await(rt::select_biased(rt::async([&] { rt::await(std::move(prefetch)); }),
                                    rt::async([] { /* no solution */ })));
        if (cancels) packages.cancel_all();
        if (const auto ref = packages.get(0)) ref->value();
    });
}

}  // namespace

void incidents_error_path(Registry& registry) {
    const Incident incident{
        "error-text-reads-the-index",
        "A resolution fails while a prefetch waits, and the error's text reads the "
        "index: does that panic? (#753)"};
    add(registry,
        variant_of(
            incident, "as-it-was", [] { fails(false); }, finds(FindingKind::Panic, {"main"})),
        variant_of(
            incident, "fixed", [] { fails(true); }, is_free()),
        "the waiting entries are cancelled first");
}

}  // namespace impasse::scenarios
