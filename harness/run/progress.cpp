#include "harness/run/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace impasse::run {

namespace {
constexpr double kSecondsBetweenLines = 5;
}

ProgressLine::ProgressLine(const std::string& when) {
    const bool terminal = isatty(STDERR_FILENO) != 0;
    if (when == "never") return;
    if (terminal) {
        mode_ = Mode::Redraw;
    } else if (when == "always") {
        mode_ = Mode::Lines;
    }
}

OnProgress ProgressLine::follow(std::string what) {
    if (mode_ == Mode::Never) return {};
    next_line_ = 0;
    return [this, what = std::move(what)](const Progress& progress) { show(what, progress); };
}

void ProgressLine::show(const std::string& what, const Progress& progress) {
    if (mode_ == Mode::Lines && progress.seconds < next_line_) return;
    next_line_ = progress.seconds + kSecondsBetweenLines;
    const std::string text =
        fmt::format("{}: {} executions, {:.0f}/s, {} found, {:.0f} s", what, progress.executions,
                    static_cast<double>(progress.executions) / progress.seconds, progress.found,
                    progress.seconds);
    if (mode_ == Mode::Redraw) {
        fmt::print(stderr, "\r\033[K{}", text.substr(0, 79));
        drawn_ = true;
    } else {
        fmt::print(stderr, "{}\n", text);
    }
    std::fflush(stderr);
}

void ProgressLine::clear() {
    if (!std::exchange(drawn_, false)) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
}

}  // namespace impasse::run
