// `done` comes between a waiter's look-up and the registration of its waiter (issue #3724, truth
// table rows 18, 19): the same lines run in the second engine (harness/relacy).
#include "models/once_map/protocol.hpp"

#include <deque>

#include "harness/sched/unwind.hpp"
#include "harness/sync/thread.hpp"
#include "models/once_map/protocol_policy.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using models::OnceMapRevision;

template <OnceMapRevision kRevision>
using Protocol = models::OnceMapProtocol<models::FiberPolicy, kRevision>;

template <OnceMapRevision kRevision>
void run(int waiters) {
    Protocol<kRevision> map;
    std::deque<sync::jthread> threads;
    for (int i = 0; i < waiters; ++i)
        threads.push_back(sync::jthread(Name("waiter", i), [&map] {
            if (!map.wait()) panic("wait() returned, and the entry is not filled");
        }));
    sync::jthread publisher("publisher", [&map] { map.done(); });
}

template <OnceMapRevision kRevision>
void add(Registry& registry, const char* name, Expectation expected) {
    registry.add(
        {.name = name,
         .about = "The wait/done protocol alone, on threads: is a notification lost between "
                  "look-up and registration?",
         .subject = Protocol<kRevision>::kName,
         .params = {{"waiters", 1, 1, 2, "threads that wait for the key"}},
         .sets = {{{"waiters", 1}}, {{"waiters", 2}}},
         .body = [](const Params& params) { run<kRevision>(static_cast<int>(params["waiters"])); },
         .expected = always(std::move(expected)),
         .second_engine = {.preemptions = [](const Params& params) -> std::optional<unsigned> {
             // Whole, with two: 27 million executions and more.
             if (params["waiters"] > 1) return 3;
             return std::nullopt;
         }}});
}

}  // namespace

void once_map_protocol(Registry& registry) {
    add<OnceMapRevision::Pr1183>(registry, "relacy/once-map-protocol/pr1183",
                                 finds(FindingKind::LostWakeup, {"waiter", "publisher", "notify"}));
    add<OnceMapRevision::Pr3987>(registry, "relacy/once-map-protocol/pr3987", is_free());
}

}  // namespace impasse::scenarios
