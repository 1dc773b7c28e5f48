// Runs one execution again, as a schedule says. Where the schedule does not fit the scenario,
// error() says at which step: the program under test, or its parameters, are not those that it was
// made with.
#pragma once

#include <utility>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

// What a schedule's move, which is by order of birth, is here; kNoAgent: it cannot happen.
Move as_scheduled(Move by_birth, const Situation& situation);

class Replay final : public Strategy {
  public:
    explicit Replay(const std::vector<Move>& moves) : moves_(moves) {}

    bool begin() override { return !std::exchange(ran_, true); }
    Move pick(const Situation& situation) override;
    void end(Ending ending) override;
    bool exhausted() const override { return false; }
    std::string error() const override { return error_; }

  private:
    const std::vector<Move>& moves_;
    std::size_t next_ = 0;
    bool ran_ = false;
    std::string error_;
};

}  // namespace impasse::explore
