#include "tests/property/interpret.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "tests/property/frame.hpp"

namespace impasse::property {

std::string State::str() const {
    std::string text = fmt::format("x {}, l {}", fmt::join(atomics, " "), fmt::join(latches, " "));
    for (const auto& spawned : agents) {
        std::vector<std::string> all;  // which of several is which does not matter
        for (const Agent& agent : spawned)
            all.push_back(fmt::format("{}{}", fmt::join(agent.seen, " "),
                                      agent.ended   ? " ended"
                                      : agent.begun ? ""
                                                    : " not begun"));
        std::sort(all.begin(), all.end());
        text += fmt::format(" | {}", fmt::join(all, ", "));
    }
    return text;
}

void interpret(const Program& program, State& state) {
    const auto main = std::make_shared<Frame>(std::make_shared<World>(program, state), 0);
    main->make_channels();
    main->run();
}

}  // namespace impasse::property
