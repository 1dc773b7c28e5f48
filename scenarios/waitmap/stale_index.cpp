// A waiter of a WaitMap keeps its index in the set of wakers across a cancel, and the set that it
// indexes next is another one (waitmap 1.1.0, src/waker_set.rs:16-37). Truth table rows 12 to 14 are
// the same by hand; here the threads come as they come.
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

// A is woken by the cancel, and finds B's new entry before it looks: it takes B's slot with its own
// waker, and the insert wakes A alone.
void overwrites(bool cancels) {
    Map map(1, key_itself);
    sync::jthread a("A", [&map] { rt::block_on(map.wait(0)); });
    sync::jthread b("B", [&map] { rt::block_on(map.wait(0)); });
    if (cancels) map.cancel(0);
    map.insert(0, 1);
}

// As above, but A gives up on its own: its drop clears the slot, which is B's.
void clears(bool cancels) {
    Map map(1, key_itself);
    sync::jthread a("A", [&map] {
        rt::Runtime runtime;
        runtime.block_on([&map] {
            rt::await(
                rt::select_biased(rt::async([&map] { rt::await(map.wait(0)); }), rt::sleep()));
        });
    });
    sync::jthread b("B", [&map] { rt::block_on(map.wait(0)); });
    if (cancels) map.cancel(0);
    map.insert(0, 1);
}

// A, with index 1, gives up after a cancel and B's new set of length 1.
void panics(bool cancels) {
    Map map(1, key_itself);
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto first = rt::spawn("first", [&map] { rt::await(map.wait(0)); });
        auto a = rt::spawn("A", [&map] {
            rt::await(
                rt::select_biased(rt::async([&map] { rt::await(map.wait(0)); }), rt::sleep()));
        });
        rt::await(rt::yield_now());
        if (cancels) map.cancel(0);
        auto b = rt::spawn("B", [&map] { rt::await(map.wait(0)); });
        rt::await(a);
        map.insert(0, 1);
        rt::await(first);
        rt::await(b);
    });
}

void add(Registry& registry, const char* name, const char* about, void (*body)(bool),
         Expectation broken) {
    Scenario scenario = about_waitmap(name, about);
    scenario.params = {{"cancels", 1, 0, 1, "0: nobody cancels, 1: the wait is cancelled first"}};
    scenario.sets = {{{"cancels", 0}}, {{"cancels", 1}}};
    scenario.body = [body](const Params& params) { body(params["cancels"] == 1); };
    scenario.expected = [broken = std::move(broken)](const Params& params) {
        return params["cancels"] == 1 ? broken : is_free();
    };
    registry.add(std::move(scenario));
}

}  // namespace

void waitmap_stale_index(Registry& registry) {
    add(registry, "stale-index-overwrites",
        "A waiter is polled again after a cancel and another one's wait: does it take that one's "
        "waker away?",
        overwrites, finds(FindingKind::StrandedWaiter, {"B", "key 0"}));
    add(registry, "stale-index-clears",
        "A waiter is dropped after a cancel and another one's wait: does it clear that one's "
        "waker?",
        clears, finds(FindingKind::StrandedWaiter, {"B", "key 0"}));
    add(registry, "stale-index-panics",
        "A waiter is dropped when its index is past the end of a newer set: does its destructor "
        "panic?",
        panics, finds(FindingKind::Panic, {"A"}));
}

}  // namespace impasse::scenarios
