#include "harness/rt/oneshot.hpp"

#include <optional>
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/testing.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

TEST_CASE("a oneshot's value arrives, whenever it is sent", "[rt][oneshot]") {
    const auto with = [](bool sends, bool keeps) {
        return seen([=](std::string& log) {
            auto [sender, receiver] = oneshot<char>();
            std::optional<OneshotSender<char>> kept;
            {
                sync::jthread other("other", [&, &sender = sender] {
                    OneshotSender<char> mine = std::move(sender);
                    if (sends) std::move(mine).send('v');
                    if (keeps) kept.emplace(std::move(mine));
                });
                log += block_on(receiver).value_or('-');
            }
        });
    };
    CHECK(with(true, false).outcome == "free");
    CHECK(with(true, false).logs == Logs{"v"});
    CHECK(with(false, false).outcome == "free");  // the sender is dropped
    CHECK(with(false, false).logs == Logs{"-"});
    CHECK(with(false, true).outcome == "stranded-waiter (main, oneshot)");
}

TEST_CASE("a oneshot that is closed takes no value, and keeps the one it has", "[rt][oneshot]") {
    const auto with = [](bool closes_first) {
        return on_runtime([closes_first](std::string& log) {
            auto [sender, receiver] = oneshot<char>();
            if (closes_first) receiver.close();
            log += std::move(sender).send('v').value_or('s');
            receiver.close();
            log += await(receiver).value_or('-');
        });
    };
    CHECK(with(true).logs == Logs{"v-"});
    CHECK(with(false).logs == Logs{"sv"});
}

TEST_CASE("a oneshot whose receiver is dropped gives the value back", "[rt][oneshot]") {
    const Seen all = on_runtime([](std::string& log) {
        auto [sender, receiver] = oneshot<char>();
        { const auto dropped = std::move(receiver); }
        log += std::move(sender).send('v').value_or('s');
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"v"});
}

}  // namespace impasse::rt
