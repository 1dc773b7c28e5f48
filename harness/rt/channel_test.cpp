#include "harness/rt/channel.hpp"

#include <optional>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

void receive_all(Receiver<char>& receiver, std::string& log) {
    while (const auto message = await(receiver.recv())) log += *message;
    log += '.';
}

JoinHandle<Unit> sends(const Sender<char>& sender, std::string& log, char message) {
    return spawn(Name("sender", message - '0'), [sender, &log, message] {
        const auto returned = await(sender.send(message));
        log += returned ? static_cast<char>('a' + (*returned - '0')) : 's';
    });
}

}  // namespace

TEST_CASE("a send into a full channel waits for a place", "[rt][channel]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = channel<char>(1);
        auto task = spawn("receiver", [&log, receiver = std::move(receiver)]() mutable {
            receive_all(receiver, log);
        });
        {
            const auto mine = std::move(sender);
            for (const char message : {'1', '2', '3'}) await(mine.send(message));
            log += 's';
        }
        await(task);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs.size() == 1);
}

TEST_CASE("a task that sends into a full channel which it would receive from hangs",
          "[rt][channel]") {
    const auto with = [](unsigned capacity) {
        return on_runtime([capacity](std::string&) {
            auto [sender, receiver] = channel<char>(capacity);
            await(sender.send('0'));
            await(receiver.recv());
            await(sender.send('1'));
            await(sender.send('2'));
        });
    };
    CHECK(with(2).outcome == "free");
    CHECK(with(1).outcome == "reentry (main, channel)");
}

TEST_CASE("a channel that is filled before anybody receives hangs", "[rt][channel]") {
    // Issue 18633: the consumers are spawned behind it.
    const auto with = [](unsigned capacity) {
        return on_runtime([capacity](std::string&) {
            auto [sender, receiver] = channel<char>(capacity);
            await(sender.send('1'));
            await(sender.send('2'));
            await(receiver.recv());
        });
    };
    CHECK(with(2).outcome == "free");
    CHECK(with(1).outcome == "stranded-waiter (main, channel)");
}

TEST_CASE("senders get places in the order of their first poll", "[rt][channel]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = channel<char>(1);
        await(sender.send('0'));
        auto first = sends(sender, log, '1');
        auto second = sends(sender, log, '2');
        { const auto dropped = std::move(sender); }
        await(yield_now());
        receive_all(receiver, log);
        await(first);
        await(second);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"0s1s2."});
}

TEST_CASE("try_send tells full from closed, and never overtakes a waiter", "[rt][channel]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = channel<char>(1);
        const auto tries = [&, &sender = sender] {
            const auto tried = sender.try_send('t');
            log += tried == TrySend::Sent ? 't' : tried == TrySend::Full ? 'f' : 'c';
        };
        tries();
        tries();
        auto waits = sends(sender, log, '1');
        await(yield_now());
        log += *await(receiver.recv());
        tries();  // the place is the waiter's, though it has not run
        await(waits);
        log += *await(receiver.recv());
        receiver.close();
        tries();
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"tftfs1c"});
}

TEST_CASE("a send into a closed channel fails with its message", "[rt][channel]") {
    const auto with = [](bool drops) {
        return on_runtime([drops](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            std::optional<Receiver<char>> mine(std::move(receiver));
            await(sender.send('0'));
            auto waits = sends(sender, log, '1');
            await(yield_now());
            if (drops) {
                mine.reset();
            } else {
                mine->close();
            }
            await(waits);
            auto late = sends(sender, log, '2');
            await(late);
            if (mine) receive_all(*mine, log);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"bc"});
    CHECK(with(false).outcome == "free");
    CHECK(with(false).logs == Logs{"bc0."});
}

TEST_CASE("recv ends when all senders are dropped, behind the rest", "[rt][channel]") {
    const auto with = [](bool drops) {
        return on_runtime([drops](std::string& log) {
            auto [sender, receiver] = channel<char>(2);
            std::optional<Sender<char>> mine(std::move(sender));
            await(mine->send('0'));
            await(mine->send('1'));
            if (drops) mine.reset();
            receive_all(receiver, log);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"01."});
    CHECK(with(false).outcome == "stranded-waiter (main, channel)");
}

TEST_CASE("a pending send that is dropped gives its place on", "[rt][channel]") {
    const auto with = [](bool receives) {
        return on_runtime([receives](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            await(sender.send('0'));
            auto first = sends(sender, log, '1');
            auto second = sends(sender, log, '2');
            await(yield_now());
            if (receives) await(receiver.recv());  // the place is the first one's
            first.abort();
            await(first);
            await(second);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"s"});
    CHECK(with(false).outcome != "free");
}

TEST_CASE("a reserved place is nobody else's until it is dropped", "[rt][channel]") {
    const auto with = [](bool drops) {
        return on_runtime([drops](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            auto permit = await(sender.reserve());
            log += sender.try_send('t') == TrySend::Sent ? 't' : 'f';
            if (drops) {
                permit.reset();
                log += sender.try_send('t') == TrySend::Sent ? 't' : 'f';
            } else {
                std::move(*permit).send('p');
            }
            log += *await(receiver.recv());
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"ftt"});
    CHECK(with(false).logs == Logs{"fp"});
}

TEST_CASE("a closed channel ends when the last reserved place is given back", "[rt][channel]") {
    const auto with = [](bool drops) {
        return on_runtime([drops](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            auto permit = await(sender.reserve());
            receiver.close();
            auto task =
                spawn("receiver", [&log, &receiver = receiver] { receive_all(receiver, log); });
            await(yield_now());
            log += '|';
            if (drops) permit.reset();
            await(task);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"|."});
    CHECK(with(false).outcome == "cycle (main, receiver, channel, receiver)");
}

TEST_CASE("a place that comes too late, behind close, wakes no receiver", "[rt][channel]") {
    // tokio does so too: the sender gives it back without looking whether the channel is idle now.
    const auto with = [](bool drops_sender) {
        return on_runtime([drops_sender](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            std::optional<Sender<char>> mine(std::move(sender));
            await(mine->send('0'));
            auto late = spawn("late", [&] { await(mine->send('1')); });
            await(yield_now());
            auto reads = spawn("reads", [&log, &receiver = receiver] {
                await(receiver.recv());
                receiver.close();
                receive_all(receiver, log);
            });
            await(late);
            if (drops_sender) mine.reset();
            await(reads);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(false).outcome == "stranded-waiter (reads, channel)");
}

TEST_CASE("a message of another thread is not lost, whenever a place is free", "[rt][channel]") {
    const auto with = [](int receives) {
        return seen([receives](std::string& log) {
            auto [sender, receiver] = channel<char>(1);
            {
                sync::jthread other("other", [&sender = sender] {
                    block_on(sender.send('1'));
                    block_on(sender.send('2'));
                });
                for (int i = 0; i < receives; ++i) log += *block_on(receiver.recv());
            }
        });
    };
    CHECK(with(2).outcome == "free");
    CHECK(with(2).logs == Logs{"12"});
    CHECK(with(1).outcome == "free");
    CHECK(with(0).outcome != "free");
}

}  // namespace impasse::rt
