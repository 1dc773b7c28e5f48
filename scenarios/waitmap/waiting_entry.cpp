// WaitMap's get returns a Ref of an entry that nobody has filled yet, and reading its value panics
// (waitmap 1.1.0, src/lib.rs:142, 263). The caller cannot tell by any other means.
#include "harness/rt/block_on.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

void read_beside_a_waiter(void (*read)(Map&)) {
    Map map(1, key_itself);
    sync::jthread waiter("waiter", [&map] { rt::block_on(map.wait(0)); });
    sync::jthread reader("reader", [&map, read] { read(map); });
    map.insert(0, 1);
}

}  // namespace

void waitmap_waiting_entry(Registry& registry) {
    Scenario get = about_waitmap(
        "get-of-a-waiting-entry",
        "One thread waits for a key, another gets it and reads the value: does that panic?");
    get.body = [](const Params&) {
        read_beside_a_waiter([](Map& map) {
            if (const auto ref = map.get(0)) ref->value();
        });
    };
    get.expected = always(finds(FindingKind::Panic, {"reader"}));
    registry.add(std::move(get));

    Scenario wait = about_waitmap("wait-beside-a-waiter", "The same, but the reader waits as well");
    wait.body = [](const Params&) {
        read_beside_a_waiter([](Map& map) { rt::block_on(map.wait(0))->value(); });
    };
    wait.expected = always(is_free());
    registry.add(std::move(wait));
}

}  // namespace impasse::scenarios
