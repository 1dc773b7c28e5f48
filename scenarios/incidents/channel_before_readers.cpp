// uv #18633 (2026-03): a bounded channel is filled before its readers are spawned (2f78bdf3b0). With no
// more items than places it works, so small tests pass. The fix f35f09e847 spawns first.
#include <optional>
#include <utility>

#include "harness/rt/channel.hpp"
#include "harness/rt/runtime.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

constexpr unsigned kPlaces = 2;

// And drops the sender.
void send_all(rt::Sender<int> sender, std::int64_t items) {
    for (int item = 0; item < items; ++item) rt::await(sender.send(item));
}

auto spawn_worker(rt::Receiver<int>& receiver) {
    return rt::spawn("worker", [&receiver] {
        while (rt::await(receiver.recv())) {
        }
    });
}

void fills(bool spawns_first, std::int64_t items) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto [sender, receiver] = rt::channel<int>(kPlaces, "files");
        std::optional<rt::JoinHandle<rt::Unit>> worker;
        if (spawns_first) worker.emplace(spawn_worker(receiver));
        send_all(std::move(sender), items);
        if (!spawns_first) worker.emplace(spawn_worker(receiver));
        rt::await(*worker);
    });
}

}  // namespace

void incidents_channel_before_readers(Registry& registry) {
    const Incident incident{
        "channel-before-its-readers",
        "A channel of two places is filled before its readers are spawned: does "
        "that hang? (#18633)"};
    const auto column = [&](bool spawns_first) {
        Scenario scenario = variant_of(incident, spawns_first ? "fixed" : "as-it-was", [] {}, {});
        scenario.params = {{"items", 3, 0, 9, "what is sent through the two places"}};
        scenario.sets = {{{"items", 2}}, {{"items", 3}}};
        scenario.body = [spawns_first](const Params& params) {
            fills(spawns_first, params["items"]);
        };
        scenario.expected = [spawns_first](const Params& params) {
            return !spawns_first && params["items"] > kPlaces
                       ? finds(FindingKind::StrandedWaiter, {"main", "files"})
                       : is_free();
        };
        return scenario;
    };
    add(registry, column(false), column(true), "the readers are spawned first");
}

}  // namespace impasse::scenarios
