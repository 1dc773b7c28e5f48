#include "harness/run/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "reports/words.hpp"

namespace impasse::run {

namespace {
constexpr double kSecondsBetweenLines = 5;
constexpr std::size_t kBarWidth = 12;

// Two digits are as many as an estimate has: 36,000.
std::string rounded(double value) {
    if (value >= 1e18) return "more than 10^18";
    auto number = static_cast<std::uint64_t>(value);
    std::uint64_t unit = 1;
    while (number / unit >= 100) unit *= 10;
    number = (number + unit / 2) / unit * unit;
    return reports::grouped(number);
}

std::string duration(double seconds) {
    if (seconds < 100) return fmt::format("{:.0f} s", seconds);
    if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 3600 * 48) return fmt::format("{:.0f} h", seconds / 3600);
    return fmt::format("{:.3g} days", seconds / 86400);
}

std::size_t width() {
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col - 1U : 79U;
}
}  // namespace

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
    estimate_ = {};
    return [this, what = std::move(what)](const Progress& progress) { show(what, progress); };
}

void Estimate::add(std::uint64_t executions, double explored) {
    if (explored <= 0) return;
    seen_.push_back({executions, static_cast<double>(executions) / explored});
    std::erase_if(seen_, [&](const Seen& seen) { return seen.executions * 2 < executions; });
}

double Estimate::least() const {
    double least = total();
    for (const Seen& seen : seen_) least = std::min(least, seen.total);
    return least;
}

double Estimate::most() const {
    double most = total();
    for (const Seen& seen : seen_) most = std::max(most, seen.total);
    return most;
}

// "name [=====>    ] 48 % of about 36,000 (34,000 to 41,000), 410,000/s, 1 s left"
void ProgressLine::show(const std::string& what, const Progress& progress) {
    if (progress.explored) estimate_.add(progress.executions, *progress.explored);
    if (mode_ == Mode::Lines && progress.seconds < next_line_) return;
    next_line_ = progress.seconds + kSecondsBetweenLines;
    if (!progress.asks.empty()) return write(fmt::format("{}: {}", what, progress.asks));
    const double rate = static_cast<double>(progress.executions) / progress.seconds;
    std::string text = what + (progress.bound.empty() ? ": " : " within " + progress.bound + ": ");
    if (progress.explored && *progress.explored > 0) {
        const double share = *progress.explored;
        const auto filled = static_cast<std::size_t>(share * kBarWidth);
        if (mode_ == Mode::Redraw)
            text += fmt::format("[{}{}] ", std::string(filled, '='),
                                std::string(kBarWidth - filled, ' '));
        text += fmt::format("{:.0f} % of about {} ({} to {}), {}/s, {} left", share * 100,
                            rounded(estimate_.total()), rounded(estimate_.least()),
                            rounded(estimate_.most()), rounded(rate),
                            duration(progress.seconds / share - progress.seconds));
    } else {
        text += fmt::format("{} executions, {}/s, {:.0f} s", progress.executions, rounded(rate),
                            progress.seconds);
    }
    if (progress.found > 0) text += fmt::format(", {} found", progress.found);
    write(text);
}

void ProgressLine::write(const std::string& text) {
    if (mode_ == Mode::Redraw) {
        fmt::print(stderr, "\r\033[K{}", text.substr(0, width()));
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
