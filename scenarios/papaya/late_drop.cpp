// A value's destructor as the only wake-up: the map holds the sender of a channel, and a task waits
// for the channel to close. DashMap's remove gives the value back, so it is dropped there and then.
// papaya's remove gives a reference: the value is dropped with its batch, by the last guard that
// was alive when the batch was handed over; or with the map.
#include "harness/rt/oneshot.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/papaya/hash_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Sender = rt::OneshotSender<int>;
using Receiver = rt::OneshotReceiver<int>;
using Map = models::papaya::HashMap<int, Sender>;

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

// One task waits for the channel, another one takes its sender out of the map.
template <class Remove>
void waits_for_the_sender(Receiver receiver, Remove remove) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto waiter = rt::spawn("waiter", [&] { rt::await(receiver); });
        auto canceller = rt::spawn("canceller", remove);
        rt::await(canceller);
        rt::await(waiter);
    });
}

void on_papaya(std::optional<std::size_t> batch_size) {
    Map map(1, key_itself, "bucket", batch_size);
    auto [sender, receiver] = rt::oneshot<int>("channel");
    map.pin().insert(0, std::move(sender));
    waits_for_the_sender(std::move(receiver), [&] { map.pin().remove(0); });
}

// The same, while a thread looks at another key. A batch goes to no more guards than it has values.
void beside_a_reader(std::size_t batch_size) {
    Map map(3, key_itself, "bucket", batch_size);
    auto [sender, receiver] = rt::oneshot<int>("channel");
    auto [other_sender, other_receiver] = rt::oneshot<int>("other channel");
    map.pin().insert(0, std::move(sender));
    map.pin().insert(1, std::move(other_sender));
    sync::jthread reader("reader", [&] { map.pin().get(2); });
    waits_for_the_sender(std::move(receiver), [&] {
        const auto pinned = map.pin();
        pinned.remove(0);
        if (batch_size == 2) pinned.remove(1);
    });
}

void on_dash_map() {
    models::DashMap<int, Sender> map(1, key_itself);
    auto [sender, receiver] = rt::oneshot<int>("channel");
    map.entry(0).or_insert(std::move(sender));
    waits_for_the_sender(std::move(receiver), [&] { map.remove(0); });
}

// The task that removes it waits itself, and has a guard meanwhile or has not.
void waits_itself(bool guarded) {
    Map map(1, key_itself, "bucket", 1);
    auto [sender, receiver] = rt::oneshot<int>("channel");
    map.pin().insert(0, std::move(sender));
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto canceller = rt::spawn("canceller", [&, receiver = std::move(receiver)]() mutable {
            std::optional pinned(map.pin_owned());
            pinned->remove(0);
            if (!guarded) pinned.reset();
            rt::await(receiver);
        });
        rt::await(canceller);
    });
}

}  // namespace

void papaya_late_drop(Registry& registry) {
    registry.add({.name = "papaya/removed-sender",
                  .about =
                      "A task waits for a channel whose sender is a value of a papaya map, and "
                      "another one removes it: does the wait end?",
                  .subject = "papaya",
                  .body = [](const Params&) { on_papaya(std::nullopt); },
                  .expected = always(finds(FindingKind::StrandedWaiter, {"waiter", "channel"}))});
    registry.add({.name = "papaya/removed-sender-batch-of-one",
                  .about = "The same, but the map's collector has a batch_size of 1",
                  .subject = "papaya",
                  .body = [](const Params&) { on_papaya(1); },
                  .expected = always(is_free())});
    registry.add({.name = "papaya/removed-sender-beside-reader",
                  .about = "The same with a batch_size of 1, while a thread looks at another key",
                  .subject = "papaya",
                  .body = [](const Params&) { beside_a_reader(1); },
                  .expected = always(finds(FindingKind::StrandedWaiter, {"waiter", "channel"}))});
    registry.add({.name = "papaya/removed-senders-beside-reader",
                  .about = "The same, but two values are removed, with a batch_size of 2",
                  .subject = "papaya",
                  .body = [](const Params&) { beside_a_reader(2); },
                  .expected = always(is_free())});
    registry.add({.name = "papaya/removed-sender/dashmap",
                  .about = "The same with a DashMap, which gives the sender back",
                  .subject = "DashMap",
                  .body = [](const Params&) { on_dash_map(); },
                  .expected = always(is_free())});
    registry.add(
        {.name = "papaya/guard-over-await-of-drop",
         .about = "A task removes the sender, with a batch_size of 1, and waits for the channel to "
                  "close with its owned guard alive: does the wait end?",
         .subject = "papaya",
         .body = [](const Params&) { waits_itself(true); },
         .expected = always(finds(FindingKind::StrandedWaiter, {"canceller", "channel"}))});
    registry.add({.name = "papaya/guard-over-await-of-drop-let-go",
                  .about = "The same, but the guard is let go of before the wait",
                  .subject = "papaya",
                  .body = [](const Params&) { waits_itself(false); },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
