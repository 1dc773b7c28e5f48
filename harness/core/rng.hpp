// Random numbers from a printable seed (splitmix64): the same on every machine.
#pragma once

#include <cstdint>

#include "harness/core/hash.hpp"

namespace impasse {

class Rng {
  public:
    explicit Rng(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        const std::uint64_t value = mix(state_);
        state_ += 0x9e3779b97f4a7c15ULL;
        return value;
    }
    // One of 0 .. n-1. The remainder's bias is below n / 2^64.
    std::uint64_t below(std::uint64_t n) { return next() % n; }

  private:
    std::uint64_t state_;
};

}  // namespace impasse
