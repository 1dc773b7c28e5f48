#include "harness/rt/buffer_unordered.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/channel.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

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

// Whether a wake comes before the end of what it wakes is a matter of order, and so of steps. The wake goes
// from the inner buffer to the outer one.
TEST_CASE("a buffer may be dropped while another thread wakes what is in it", "[rt][buffered]") {
    const auto explored = [](const run::ExploreOptions& options) {
        return run::explored(
            [] {
                Runtime runtime;
                Notify answer("answer");
                const sync::jthread other("other", [&] { answer.notify_one(); });
                runtime.block_on([&] {
                    auto [sender, receiver] = channel<int>(1, "requests");
                    await(sender.send(0));
                    auto all = buffer_unordered(std::move(receiver), 1, [&](int) {
                        return async([&] {
                            const auto waits = [&] {
                                await(answer.notified());
                                return 0;
                            };
                            FuturesUnordered<decltype(async(waits))> inner("inner");
                            inner.push(async(waits), Location::current());
                            await(inner.next());
                            return 0;
                        });
                    });
                    await(select_biased(async([&] { await(all.next()); }), yield_now()));
                });
            },
            options);
    };
    const auto whole = explored(run::every_interleaving());
    const auto reduced = explored({});
    CHECK(run::outcome(whole) == "free");
    CHECK(run::outcome(reduced) == "free");
    CHECK(reduced.complete == whole.complete);
    CHECK(reduced.redundant == 0);
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
