#include "tests/property/interpret.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "tests/property/frame.hpp"

namespace impasse::property {

std::string State::str() const {
    std::string text = fmt::format("x {}, l {}", fmt::join(atomics, " "), fmt::join(latches, " "));
    for (const Agent& agent : agents)
        text += fmt::format(" | {}{}", fmt::join(agent.seen, " "),
                            agent.ended   ? " ended"
                            : agent.begun ? ""
                                          : " not begun");
    return text;
}

void interpret(const Program& program, State& state) {
    const auto main = std::make_shared<Frame>(std::make_shared<World>(program, state), 0);
    main->make_channels();
    main->run();
}

}  // namespace impasse::property
