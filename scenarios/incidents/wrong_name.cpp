// uv #12917, #13088 (2025-04): an index answers for one package with another one's page. The solver
// registers and awaits the name that it asked for, the fetcher does the one that it got. #12917 compares
// them in the prefetch, which looks only if it was first to register; #13088 in the solver as well.
#include "harness/rt/block_on.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/thread.hpp"
#include "models/once_map/on_dash_map.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::OnceMapPr8146<int, int>;

constexpr int kAsked = 0;
constexpr int kAnswered = 1;

enum class Checks : unsigned char { None, InPrefetch, InBoth };

// The fetcher's side of a prefetch. False: the names differ, and the resolution ends with an error.
bool prefetch(Map& distributions, Checks checks) {
    if (!distributions.register_key(kAsked)) return true;
    if (checks != Checks::None) return false;
    distributions.done(kAnswered, 1);
    return true;
}

// The solver's side.
void solve(Map& distributions, const rt::UnboundedSender<int>& requests, Checks checks) {
    if (distributions.register_key(kAsked)) {
        if (checks == Checks::InBoth) return;
        requests.send(kAnswered);
    }
    distributions.wait_blocking(kAsked);
}

// An error of the fetcher ends the resolution; the solver's thread may be left behind, and is none
// of ours: the original does not join it.
void resolve(Checks checks) {
    auto distributions = std::make_shared<Map>(1, [](const int&) -> std::size_t { return 0; });
    auto [sender, receiver] = rt::unbounded_channel<int>("requests");
    sync::jthread solver("solver", [distributions, &sender = sender, checks] {
        const auto mine = std::move(sender);
        solve(*distributions, mine, checks);
    });
    rt::Runtime runtime;
    runtime.block_on([&, &receiver = receiver] {
        if (!prefetch(*distributions, checks)) {
            distributions->done(kAsked, 0);  // an error: the process ends, and the solver with it
            return;
        }
        while (const auto answered = rt::await(receiver.recv())) distributions->done(*answered, 1);
    });
}

}  // namespace

void incidents_wrong_name(Registry& registry) {
    const Incident incident{
        "answer-with-another-name",
        "An index answers with another package's name, which is done in place of "
        "the one that was asked for: does the solver hang? (#12917, #13088)"};
    const Expectation hangs = finds(FindingKind::StrandedWaiter, {"solver", "key 0"});
    registry.add(variant_of(
        incident, "checked-in-prefetch", [] { resolve(Checks::InPrefetch); }, hangs));
    add(registry,
        variant_of(
            incident, "as-it-was", [] { resolve(Checks::None); }, hangs),
        variant_of(
            incident, "fixed", [] { resolve(Checks::InBoth); }, is_free()),
        "an answer with another name is an error, in prefetches too");
}

}  // namespace impasse::scenarios
