#include "harness/explore/good_turing.hpp"

#include <algorithm>
#include <cmath>

namespace impasse::explore {

bool GoodTuring::add(const trace::TraceHash& trace) {
    ++executions_;
    const auto [place, fresh] = seen_again_.try_emplace(trace, false);
    if (fresh) {
        ++seen_once_;
    } else if (!place->second) {
        place->second = true;
        --seen_once_;
    }
    return fresh;
}

double GoodTuring::estimate() const {
    if (executions_ == 0) return 1;
    return static_cast<double>(seen_once_) / static_cast<double>(executions_);
}

double GoodTuring::bound() const {
    if (executions_ == 0) return 1;
    const double factor = 2 * std::sqrt(2.0) + std::sqrt(3.0);
    const double spread = std::sqrt(std::log(3 / kDelta) / static_cast<double>(executions_));
    return std::min(1.0, estimate() + factor * spread);
}

}  // namespace impasse::explore
