#include "harness/bench/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/core/invariant.hpp"

namespace impasse::bench {

double Figure::median() const {
    INVARIANT(!samples_.empty(), "the median of nothing");
    std::vector<double> sorted = samples_;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double Figure::min() const {
    INVARIANT(!samples_.empty(), "the least of nothing");
    return *std::min_element(samples_.begin(), samples_.end());
}

double Figure::max() const {
    INVARIANT(!samples_.empty(), "the largest of nothing");
    return *std::max_element(samples_.begin(), samples_.end());
}

Figure operator/(const Figure& a, const Figure& b) {
    INVARIANT(a.samples_.size() == b.samples_.size(), "figures of different repetitions");
    Figure ratio;
    for (std::size_t i = 0; i < a.samples_.size(); ++i) ratio.add(a.samples_[i] / b.samples_[i]);
    return ratio;
}

Figure Figure::operator*(double factor) const {
    Figure scaled;
    for (const double sample : samples_) scaled.add(sample * factor);
    return scaled;
}

Figure Figure::inverse() const {
    Figure inverse;
    for (const double sample : samples_) inverse.add(1 / sample);
    return inverse;
}

void alternate(std::vector<Side*> sides, unsigned repetitions) {
    for (unsigned i = 0; i < repetitions; ++i)
        for (Side* side : sides) side->figure.add(side->measure());
}

nlohmann::json to_json(const Figure& figure) {
    if (figure.empty()) return nullptr;
    return {{"median", figure.median()},
            {"min", figure.min()},
            {"max", figure.max()},
            {"samples", figure.samples()}};
}

namespace {

struct Unit {
    double size;
    const char* name;
};

// Three digits.
std::string in_units(double value, const auto& units) {
    const auto fits = [&](const Unit& unit) { return std::abs(value) >= unit.size; };
    const Unit& unit = *std::find_if(units.begin(), units.end() - 1, fits);
    const double scaled = value / unit.size;
    return fmt::format("{:.{}f}{}", scaled, scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2, unit.name);
}

}  // namespace

std::string quantity(double value) {
    return in_units(value, std::array{Unit{1e6, " M"}, Unit{1e3, " k"}, Unit{1, ""}});
}

std::string duration(double seconds) {
    return in_units(seconds, std::array{Unit{1, " s"}, Unit{1e-3, " ms"}, Unit{1e-6, " us"},
                                        Unit{1e-9, " ns"}});
}

std::string times(double ratio) { return in_units(ratio, std::array{Unit{1, "x"}}); }

std::string show(const Figure& figure, std::string (*format)(double)) {
    if (figure.empty()) return "-";
    if (figure.samples().size() == 1) return format(figure.median());
    return fmt::format("{} ({}..{})", format(figure.median()), format(figure.min()),
                       format(figure.max()));
}

}  // namespace impasse::bench
