// Two locks in both orders, and a third one around them: no run hangs, until somebody takes that one
// away. Without it: litmus/abba.
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void transfers(const Params&) {
    sync::mutex bank("bank");
    sync::mutex alice("alice");
    sync::mutex bob("bob");
    const auto transfer = [&bank](sync::mutex& from, sync::mutex& to) {
        sync::lock_guard whole(bank);
        sync::lock_guard first(from);
        sync::lock_guard second(to);
    };
    sync::jthread there("there", [&] { transfer(alice, bob); });
    sync::jthread back("back", [&] { transfer(bob, alice); });
}

}  // namespace

void locks_order(Registry& registry) {
    registry.add(
        {.name = "locks/both-orders-behind-a-third",
         .about = "Two locks are taken in both orders, behind a third one: does it hang, and is it "
                  "told what would?",
         .body = transfers,
         .expected = always(is_free_with(FindingKind::LockOrder))});
}

}  // namespace impasse::scenarios
