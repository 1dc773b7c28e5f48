#include "harness/rt/mpsc.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/testing.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

using Sender = UnboundedSender<char>;
using Receiver = UnboundedReceiver<char>;

// Writes every message until the channel is closed, and then a full stop.
void receive_all(Receiver& receiver, std::string& log) {
    while (const auto message = await(receiver.recv())) log += *message;
    log += '.';
}

}  // namespace

TEST_CASE("messages arrive in the order in which they were sent", "[rt][mpsc]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<char>();
        auto task = spawn("receiver", [&log, receiver = std::move(receiver)]() mutable {
            receive_all(receiver, log);
        });
        {
            const Sender mine = std::move(sender);
            mine.send('a');
            mine.send('b');
            await(yield_now());
            mine.send('c');
        }
        await(task);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"abc."});
}

TEST_CASE("messages of two threads arrive in any order of the two", "[rt][mpsc]") {
    Logs logs;
    CHECK(run::outcome(run::explored([&logs] {
              std::string log;
              auto [sender, receiver] = unbounded_channel<char>();
              {
                  sync::jthread left("left", [sender = sender] { sender.send('l'); });
                  sync::jthread right("right", [sender = std::move(sender)] { sender.send('r'); });
                  block_on(async([&log, &receiver = receiver] { receive_all(receiver, log); }));
              }
              logs.insert(log);
          })) == "free");
    CHECK(logs == Logs{"lr.", "rl."});
}

TEST_CASE("recv ends when the last sender is dropped, not before", "[rt][mpsc]") {
    const auto with = [](bool drops_both) {
        return on_runtime([drops_both](std::string& log) {
            auto [sender, receiver] = unbounded_channel<char>();
            auto task = spawn("receiver", [&log, receiver = std::move(receiver)]() mutable {
                receive_all(receiver, log);
            });
            std::optional<Sender> first(std::move(sender));
            std::optional<Sender> second(*first);
            first.reset();
            await(yield_now());
            log += '|';
            if (drops_both) second.reset();
            await(task);
        });
    };
    CHECK(with(true).outcome == "free");
    CHECK(with(true).logs == Logs{"|."});
    CHECK(with(false).outcome == "stranded-waiter (receiver, channel)");
}

TEST_CASE("what was sent before the last sender was dropped is received", "[rt][mpsc]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<char>();
        {
            const bool sent = Sender(std::move(sender)).send('a');
            log += sent ? 's' : 'f';
        }
        receive_all(receiver, log);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"sa."});
}

TEST_CASE("recv of a closed channel ends every time", "[rt][mpsc]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<char>();
        { const Sender dropped = std::move(sender); }
        receive_all(receiver, log);
        receive_all(receiver, log);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{".."});
}

TEST_CASE("a send to a dropped receiver fails", "[rt][mpsc]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = unbounded_channel<char>();
        log += sender.send('a') ? 's' : 'f';
        { const Receiver dropped = std::move(receiver); }
        log += sender.send('b') ? 's' : 'f';
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"sf"});
}

TEST_CASE("what was not received is dropped with the receiver", "[rt][mpsc]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [outer, outer_receiver] = unbounded_channel<Sender>("outer");
        auto [inner, inner_receiver] = unbounded_channel<char>("inner");
        outer.send(std::move(inner));
        { const auto dropped = std::move(outer_receiver); }
        receive_all(inner_receiver, log);
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"."});
}

TEST_CASE("a message from another thread is not lost, whenever it comes", "[rt][mpsc]") {
    const auto with = [](bool sends) {
        return run::outcome(run::explored([sends] {
            auto [sender, receiver] = unbounded_channel<char>();
            sync::jthread other("other", [sends, &sender = sender] {
                if (sends) sender.send('a');
            });
            Runtime runtime;
            runtime.block_on(receiver.recv());
        }));
    };
    CHECK(with(true) == "free");
    CHECK(with(false) == "stranded-waiter (main, channel)");
}

TEST_CASE("the end of the last sender on another thread is not lost, whenever it comes",
          "[rt][mpsc]") {
    Logs logs;
    CHECK(run::outcome(run::explored([&logs] {
              std::string log;
              auto [sender, receiver] = unbounded_channel<char>();
              sync::jthread other("other", [sender = std::move(sender)] {});
              block_on(async([&log, &receiver = receiver] { receive_all(receiver, log); }));
              logs.insert(log);
          })) == "free");
    CHECK(logs == Logs{"."});
}

TEST_CASE("a task that serves a channel is no waiter that its runtime cuts off", "[rt][mpsc]") {
    const auto result = run::explored([] {
        auto [sender, receiver] = unbounded_channel<char>();
        Runtime runtime;
        runtime.spawn("server", [&receiver = receiver] { await(receiver.recv()); });
        runtime.block_on(yield_now());
    });
    CHECK(run::outcome(result) == "free");
}

TEST_CASE("a closed channel takes nothing more; what was sent is received, though a sender lives",
          "[rt][mpsc]") {
    const auto with = [](bool closes) {
        return on_runtime([closes](std::string& log) {
            auto [sender, receiver] = unbounded_channel<char>();
            sender.send('a');
            if (closes) receiver.close();
            log += sender.send('b') ? '+' : '-';
            receive_all(receiver, log);
        });
    };
    const Seen closed = with(true);
    CHECK(closed.outcome == "free");
    CHECK(closed.logs == Logs{"-a."});
    CHECK(with(false).outcome == "stranded-waiter (main, channel)");
}

}  // namespace impasse::rt
