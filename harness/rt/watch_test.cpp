#include "harness/rt/watch.hpp"

#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/testing.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::rt {

namespace {

bool is_set(const char& value) { return value != '-'; }

// A thread does something with the sender while another waits for a value that is set, and writes
// it down, or "gone".
Seen beside_a_waiter(void (*acts)(WatchSender<char>&)) {
    return seen([acts](std::string& log) {
        auto [sender, receiver] = watch('-', "word");
        sync::jthread other("other", [acts, &sender = sender] {
            WatchSender<char> mine = std::move(sender);
            acts(mine);
        });
        const auto value = block_on(receiver.wait_for(is_set));
        log = value ? std::string(1, **value) : "gone";
    });
}

}  // namespace

TEST_CASE("a value that is sent is not lost, whenever somebody begins to wait", "[rt][watch]") {
    const Seen all = beside_a_waiter([](WatchSender<char>& sender) { sender.send_replace('v'); });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"v"});
}

TEST_CASE("a waiter sees the last value, or one that was there on the way", "[rt][watch]") {
    const Seen all = beside_a_waiter([](WatchSender<char>& sender) {
        sender.send_replace('1');
        sender.send_replace('2');
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"1", "2"});
}

TEST_CASE("a sender that goes without a value ends the wait", "[rt][watch]") {
    const Seen all = beside_a_waiter([](WatchSender<char>&) {});
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"gone"});
}

TEST_CASE("a sender that stays and sends nothing keeps the waiter", "[rt][watch]") {
    CHECK(seen([](std::string&) {
              auto [sender, receiver] = watch('-', "word");
              block_on(receiver.wait_for(is_set));
          }).outcome == "stranded-waiter (main, word)");
}

TEST_CASE("a value that is not wanted is waited past", "[rt][watch]") {
    CHECK(beside_a_waiter([](WatchSender<char>& sender) { sender.send_replace('-'); }).logs ==
          Logs{"gone"});
}

TEST_CASE("a borrow keeps a send out, and lets readers in", "[rt][watch]") {
    const auto under_a_borrow = [](bool sends) {
        return seen([sends](std::string&) {
                   auto [sender, receiver] = watch('-', "word");
                   const auto held = receiver.borrow();
                   if (sends)
                       sender.send_replace('v');
                   else
                       receiver.borrow();
               })
            .outcome;
    };
    CHECK(under_a_borrow(true) == "reentry (main, watch value)");
    CHECK(under_a_borrow(false) == "free");
}

TEST_CASE("changed tells of each version once, and then of the end", "[rt][watch]") {
    const Seen all = seen([](std::string& log) {
        auto [sender, receiver] = watch('-');
        const auto tell = [&log, &receiver = receiver] {
            log += block_on(receiver.changed()) ? 'c' : 'e';
        };
        sender.send_replace('v');
        log += *receiver.has_changed() ? '!' : '=';
        tell();
        log += *receiver.has_changed() ? '!' : '=';
        { const auto dropped = std::move(sender); }
        log += receiver.has_changed() ? '?' : '0';
        tell();
    });
    CHECK(all.outcome == "free");
    CHECK(all.logs == Logs{"!c=0e"});
}

TEST_CASE("a copy of a receiver has seen what its original had", "[rt][watch]") {
    CHECK(seen([](std::string& log) {
              auto [sender, receiver] = watch('-');
              sender.send_replace('v');
              auto before = receiver;
              log += block_on(receiver.changed()) ? 'c' : 'e';
              auto behind = receiver;
              log += *before.has_changed() ? 'c' : '=';
              log += *behind.has_changed() ? 'c' : '=';
          }).logs == Logs{"cc="});
}

}  // namespace impasse::rt
