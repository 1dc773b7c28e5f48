#include "harness/rt/buffer_unordered.hpp"

#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/testing.hpp"

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
    CHECK(requests(1, 1).outcome != "free");
    CHECK(requests(50, 50).outcome == "free");
}

}  // namespace impasse::rt
