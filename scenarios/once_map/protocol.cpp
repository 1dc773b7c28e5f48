// `done` comes between a waiter's look-up and the registration of its waiter (issue #3724, truth
// table rows 18, 19): the same lines run in the second engine (harness/relacy).
#include "models/once_map/protocol.hpp"

#include <deque>
#include <optional>
#include <utility>

#include "harness/sched/unwind.hpp"
#include "harness/sync/primitives.hpp"
#include "harness/sync/thread.hpp"
#include "models/low_level/once_map_parts.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using models::OnceMapRevision;

template <OnceMapRevision kRevision>
using Simple = models::OnceMapProtocol<sync::Primitives, kRevision>;
template <OnceMapRevision kRevision, template <class> class Lock>
using OnAtomics = models::OnceMapProtocol<sync::Primitives, kRevision,
                                          models::low_level::OnceMapParts<sync::Primitives, Lock>>;

template <class Map>
void run(const Params& params) {
    Map map;
    std::deque<sync::jthread> threads;
    for (int i = 0; i < params["waiters"]; ++i)
        threads.push_back(sync::jthread(Name("waiter", i), [&map] {
            if (!map.wait()) panic("wait() returned, and the entry is not filled");
        }));
    const sync::jthread publisher("publisher", [&map] { map.done(); });
}

template <class Map>
Scenario protocol(const char* name, const char* about, Expectation expected) {
    return {.name = name,
            .about = about,
            .subject = Map::kName,
            .params = {{"waiters", 1, 1, 2, "threads that wait for the key"}},
            .sets = {{{"waiters", 1}}, {{"waiters", 2}}},
            .body = run<Map>,
            .expected = always(std::move(expected))};
}

// Preemptions for one waiter and for two; 0: whole.
InSecondEngine within(unsigned one, unsigned two) {
    return {.preemptions = [=](const Params& params) -> std::optional<unsigned> {
        const unsigned most = params["waiters"] > 1 ? two : one;
        if (most == 0) return std::nullopt;
        return most;
    }};
}

// Whole, two waiters are 27 million executions.
template <class Map>
void add_simple(Registry& registry, const char* name, Expectation expected) {
    Scenario scenario = protocol<Map>(name,
                                      "The wait/done protocol alone, on threads: is a notification "
                                      "lost between look-up and registration?",
                                      std::move(expected));
    scenario.second_engine = within(0, 3);
    registry.add(std::move(scenario));
}

// For the fibers two waiters are more than a million traces.
template <class Map>
void add_on_atomics(Registry& registry, const char* name, const char* lock, Expectation expected,
                    InSecondEngine bounds) {
    Scenario scenario = protocol<Map>(name, lock, std::move(expected));
    scenario.second_engine = std::move(bounds);
    scenario.second_engine.sets = std::exchange(scenario.sets, {{{"waiters", 1}}});
    scenario.second_engine.weak_memory = true;
    registry.add(std::move(scenario));
}

}  // namespace

void once_map_protocol(Registry& registry) {
    using models::low_level::ParkingRwLock;
    using models::low_level::SpinRwLock;
    constexpr auto kBroken = OnceMapRevision::Pr1183;
    constexpr auto kFixed = OnceMapRevision::Pr3987;
    add_simple<Simple<kBroken>>(registry, "relacy/once-map-protocol/pr1183",
                                finds(FindingKind::LostWakeup, {"waiter", "publisher", "notify"}));
    add_simple<Simple<kFixed>>(registry, "relacy/once-map-protocol/pr3987", is_free());
    // The waiter sleeps on its own parker, which nobody will unpark.
    const Expectation sleeps_on = finds(FindingKind::StrandedWaiter, {"waiter", "parked thread"});
    const char* spins =
        "The same with the shard's lock (dashmap 3's), Notify and block_on from atomics, in the "
        "orders "
        "of the originals";
    const char* parks =
        "The same with the shard's lock (dashmap 5's), Notify and block_on from atomics, in the "
        "orders "
        "of the originals";
    add_on_atomics<OnAtomics<kBroken, SpinRwLock>>(registry, "memory/once-map-on-spin-lock/pr1183",
                                                   spins, sleeps_on, within(6, 1));
    add_on_atomics<OnAtomics<kFixed, SpinRwLock>>(registry, "memory/once-map-on-spin-lock/pr3987",
                                                  spins, is_free(), within(6, 1));
    add_on_atomics<OnAtomics<kBroken, ParkingRwLock>>(
        registry, "memory/once-map-on-parking-lock/pr1183", parks, sleeps_on, within(5, 2));
    add_on_atomics<OnAtomics<kFixed, ParkingRwLock>>(
        registry, "memory/once-map-on-parking-lock/pr3987", parks, is_free(), within(5, 2));
}

}  // namespace impasse::scenarios
