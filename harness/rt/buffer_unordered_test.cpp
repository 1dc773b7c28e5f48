#include "harness/rt/buffer_unordered.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/channel.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"

namespace impasse::rt {

namespace {

// Two requests, of which each sends one more from inside of the buffer.
Seen requests(unsigned capacity, std::size_t most) {
    return on_runtime([=](std::string& log) {
        auto [sender, receiver] = channel<int>(capacity, "requests");
        auto all = buffer_unordered(std::move(receiver), most, [&sender = sender](int more) {
            return async([&sender, more] {
                if (more > 0) await(sender.send(more - 1));
                return more;
            });
        });
        auto producer = spawn("producer", [sender = sender] {
            await(sender.send(1));
            await(sender.send(1));
        });
        for (int i = 0; i < 4; ++i) log += static_cast<char>('0' + *await(all.next()));
        await(producer);
    });
}

}  // namespace

// Rows 25 and 26 of the table of what was observed.
TEST_CASE("requests that send into the full channel that feeds them hang", "[rt][buffered]") {
    CHECK(requests(1, 1).outcome == "reentry (main, requests)");
    CHECK(requests(50, 50).outcome == "free");
}

TEST_CASE("a buffered future that yields or sleeps is polled again", "[rt][buffered]") {
    const auto pauses = [](const auto& pause) {
        return on_runtime([&](std::string& log) {
            auto [sender, receiver] = channel<int>(2, "requests");
            auto all = buffer_unordered(std::move(receiver), 2, [&](int i) {
                return async([&, i] {
                    if (i == 0) await(pause());
                    return i;
                });
            });
            for (int i = 0; i < 2; ++i) await(sender.send(i));
            for (int i = 0; i < 2; ++i) log += static_cast<char>('0' + *await(all.next()));
        });
    };
    for (const Seen& all : {pauses([] { return yield_now(); }), pauses([] { return sleep(); })}) {
        CHECK(all.outcome == "free");
        CHECK(all.logs == Logs{"10"});
    }
}

TEST_CASE("a finding tells what each buffered future waits for", "[rt][buffered]") {
    const Seen all = on_runtime([](std::string&) {
        Notify first("first");
        Notify second("second");
        auto [sender, receiver] = channel<int>(2, "requests");
        auto buffered = buffer_unordered(std::move(receiver), 2, [&](int i) {
            return async([&, i] { await(i == 0 ? first.notified() : second.notified()); });
        });
        for (int i = 0; i < 2; ++i) await(sender.send(i));
        { const auto last = std::move(sender); }
        auto later = spawn("later", [&second] { second.notify_one(); });
        await(buffered.next());  // of the second; the first was polled before that only
        await(buffered.next());
        await(later);
    });
    CHECK(all.outcome == "stranded-waiter (main, first)");
}

}  // namespace impasse::rt
