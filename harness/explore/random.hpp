// Uniformly random choices from a printable seed. It exhausts nothing and says so.
#pragma once

#include <cstdint>

#include "harness/core/rng.hpp"
#include "harness/core/strategy.hpp"

namespace impasse::explore {

class Random final : public Strategy {
  public:
    explicit Random(std::uint64_t seed) : rng_(seed) {}

    bool begin() override { return true; }
    Move pick(const Situation& situation) override;
    void end(Ending) override {}
    bool exhausted() const override { return false; }

  private:
    Rng rng_;
};

}  // namespace impasse::explore
