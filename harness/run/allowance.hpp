// What the questions about a finding may take, each: executions, and a time that has come.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace impasse::run {

struct Allowance {
    using Clock = std::chrono::steady_clock;

    std::uint64_t executions = 10'000;                  // for each question
    std::optional<Clock::time_point> until = {};        // for all of them
    std::function<void(const std::string&)> asks = {};  // called before each, with its words

    // Whether so many are as many as may be; also after Ctrl-C.
    bool spent(std::uint64_t executed) const;
    void say(const std::string& question) const {
        if (asks) asks(question);
    }
};

}  // namespace impasse::run
