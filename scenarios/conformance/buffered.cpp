// The truth table's rows about buffer_unordered on a bounded channel, on both runtimes: 25 and 26.
//
// A row is what was seen on the real crates (futures 0.3, tokio 1.35.1), so an `expected` here is an
// observation: it changes only with another one.
#include <string>
#include <utility>

#include "harness/rt/buffer_unordered.hpp"
#include "harness/rt/channel.hpp"
#include "harness/rt/runtime.hpp"
#include "scenarios/registry.hpp"
#include "scenarios/runtimes.hpp"

namespace impasse::scenarios {

namespace {

//     let (tx, rx) = channel(capacity);
//     let mut all = ReceiverStream::new(rx).map(|leaves| async { for _ in 0..leaves { tx.send(0).await } })
//         .buffer_unordered(buffer);
//     let producer = tokio::spawn(async { for leaves in requests { tx.send(leaves).await } });
//     for _ in 0..all_of_them { all.next().await }
//     producer.await;
void requests(const rt::Builder& builder, unsigned capacity, std::size_t buffer, int first,
              int second) {
    auto runtime = builder.build();
    runtime.block_on([&] {
        auto [sender, receiver] = rt::channel<int>(capacity, "requests");
        auto all =
            rt::buffer_unordered(std::move(receiver), buffer, [&sender = sender](int leaves) {
                return rt::async([&sender, leaves] {
                    for (int i = 0; i < leaves; ++i) rt::await(sender.send(0));
                });
            });
        auto producer = rt::spawn("producer", [sender = sender, first, second] {
            rt::await(sender.send(first));
            rt::await(sender.send(second));
        });
        for (int i = 0; i < 2 + first + second; ++i) rt::await(all.next());
        rt::await(producer);
    });
}

Scenario row(std::string name, const char* about, void (*body)(const rt::Builder&),
             const rt::Builder& builder, Expectation expected) {
    return {.name = std::move(name),
            .about = about,
            .subject = "buffer_unordered",
            .body = [body, builder](const Params&) { body(builder); },
            .expected = always(std::move(expected))};
}

}  // namespace

void conformance_buffered(Registry& registry) {
    for (const Runtime& on : runtimes()) {
        registry.add(row(
            on.row(25),
            "A channel of 1 and buffer_unordered(1), each of two requests sends one more from "
            "inside "
            "of the buffer: a hang",
            [](const rt::Builder& builder) { requests(builder, 1, 1, 1, 1); }, on.builder,
            finds(FindingKind::Reentry, {"main", "requests"})));
        registry.add(row(
            on.row(26),
            "As 25 with a channel of 50, a buffer of 50 and requests that send 1 and 3: completes",
            [](const rt::Builder& builder) { requests(builder, 50, 50, 1, 3); }, on.builder,
            is_free()));
    }
}

}  // namespace impasse::scenarios
