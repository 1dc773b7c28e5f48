#include "harness/rt/coop.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/testing.hpp"

namespace impasse::rt {

namespace {

Seen on(const Builder& builder, const std::function<void(std::string&)>& body) {
    return seen([&](std::string& log) {
        auto runtime = builder.build();
        runtime.block_on([&] { body(log); });
    });
}

}  // namespace

TEST_CASE("who receives what is there lets others go on after its budget", "[rt][coop]") {
    const auto receives = [](unsigned budget) {
        return on(Builder::new_current_thread().cooperative_budget(budget),
                  [](std::string& log) {
                      auto [sender, receiver] = unbounded_channel<char>("letters");
                      for (const char letter : {'a', 'b', 'c', 'd'}) sender.send(letter);
                      Handles handles;
                      handles.push_back(
                          spawn("receives", [&log, receiver = std::move(receiver)]() mutable {
                              for (int i = 0; i < 4; ++i) log += *await(receiver.recv());
                          }));
                      handles.push_back(spawn("other", [&log] { log += '|'; }));
                      join_all(handles);
                  })
            .logs;
    };
    CHECK(receives(128) == Logs{"abcd|"});
    CHECK(receives(4) == Logs{"abcd|"});
    CHECK(receives(3) == Logs{"abc|d"});
    CHECK(receives(2) == Logs{"ab|cd"});
}

TEST_CASE("a poll that is Pending costs nothing, and notified() neither", "[rt][coop]") {
    const auto logs = on(Builder::new_current_thread().cooperative_budget(1), [](std::string& log) {
                          Notify notify("notify");
                          Handles handles;
                          handles.push_back(spawn("notified", [&] {
                              for (const char letter : {'a', 'b', 'c'}) {
                                  notify.notify_one();
                                  await(notify.notified());
                                  log += letter;
                              }
                          }));
                          handles.push_back(spawn("other", [&log] { log += '|'; }));
                          join_all(handles);
                      }).logs;
    CHECK(logs == Logs{"abc|"});
}

}  // namespace impasse::rt
