// Random numbers that are the same on every machine, in the ranges that a generator asks for.
#pragma once

#include "harness/core/rng.hpp"

namespace impasse::property {

class Rng : public impasse::Rng {
  public:
    using impasse::Rng::Rng;

    // 0 .. n-1
    int below(int n) {
        return static_cast<int>(impasse::Rng::below(static_cast<std::uint64_t>(n)));
    }
    int between(int low, int high) { return low + below(high - low + 1); }
    bool chance(int percent) { return below(100) < percent; }
};

}  // namespace impasse::property
