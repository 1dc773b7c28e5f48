// A waiter of a WaitMap keeps its index in the set of wakers across a cancel, and the set that it
// indexes next is another one (waitmap 1.1.0, src/waker_set.rs:16-37). What goes wrong is told apart
// here by what becomes of the earlier waiter; truth table rows 12 to 14 are the same by hand.
#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/waitmap/map.hpp"

namespace impasse::scenarios {

namespace {

auto waiter(Map& map, const char* name) {
    return rt::spawn(name, [&map] { rt::await(map.wait(0)); });
}

// Cancels the key, and waits for it anew, before the earlier waiter A has come to look.
void wait_again(Map& map, bool cancels, void (*becomes_of_a)(rt::JoinHandle<rt::Unit>&)) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto a = waiter(map, "A");
        rt::await(rt::yield_now());
        if (cancels) map.cancel(0);
        becomes_of_a(a);
        auto fetch = rt::spawn("fetch", [&map] { map.insert(0, 1); });
        rt::await(map.wait(0));
        rt::await(fetch);
    });
}

// A is polled again: it takes the new waiter's slot with its own waker, and the insert wakes A alone.
void overwrites(Map& map, bool cancels) {
    wait_again(map, cancels, [](rt::JoinHandle<rt::Unit>&) {});
}

// A is dropped: it clears the slot, which is the new waiter's.
void clears(Map& map, bool cancels) {
    wait_again(map, cancels, [](rt::JoinHandle<rt::Unit>& a) { a.abort(); });
}

// Second has index 1, and the new set one slot.
void panics(Map& map, bool cancels) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto first = waiter(map, "first");
        auto second = waiter(map, "second");
        rt::await(rt::yield_now());
        if (cancels) map.cancel(0);
        first.abort();
        second.abort();
        auto fetch = rt::spawn("fetch", [&map] { map.insert(0, 1); });
        rt::await(map.wait(0));
        rt::await(fetch);
    });
}

// The wait has come to its end, cancelled, and kept its index; before it is dropped another thread makes a
// new entry, whose set is empty.
void panics_at_its_end(Map& map, bool cancels) {
    sync::jthread a("A", [&map] { rt::block_on(map.wait(0)); });
    sync::jthread b("B", [&map] { const auto unpolled = map.wait(0); });
    if (cancels) map.cancel(0);
    map.insert(0, 1);
}

void add(Registry& registry, const char* name, const char* about, void (*body)(Map&, bool),
         Expectation broken) {
    Scenario scenario = about_waitmap(name, about);
    scenario.params = {{"cancels", 1, 0, 1, "0: nobody cancels, 1: the wait is cancelled first"}};
    scenario.sets = {{{"cancels", 0}}, {{"cancels", 1}}};
    scenario.body = [body](const Params& params) {
        Map map(1, key_itself);
        body(map, params["cancels"] == 1);
    };
    scenario.expected = [broken = std::move(broken)](const Params& params) {
        return params["cancels"] == 1 ? broken : is_free();
    };
    registry.add(std::move(scenario));
}

}  // namespace

void waitmap_stale_index(Registry& registry) {
    const Expectation never_wakes = finds(FindingKind::StrandedWaiter, {"main", "key 0"});
    add(registry, "stale-index-overwrites",
        "A waiter is polled again after a cancel and another one's wait: does it take that one's "
        "waker away?",
        overwrites, never_wakes);
    add(registry, "stale-index-clears",
        "A waiter is dropped after a cancel and another one's wait: does it clear that one's "
        "waker?",
        clears, never_wakes);
    add(registry, "stale-index-panics",
        "A waiter is dropped when its index is past the end of a newer set: does its destructor "
        "panic?",
        panics, finds(FindingKind::Panic, {"second"}));
    add(registry, "stale-index-of-a-cancelled-wait",
        "A wait that was cancelled is dropped as others wait anew: does its destructor panic?",
        panics_at_its_end, finds(FindingKind::Panic, {"A"}));
}

}  // namespace impasse::scenarios
