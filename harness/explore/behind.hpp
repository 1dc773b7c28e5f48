// What is behind the beginning of a schedule: runs the beginning as it says, and leaves all that comes
// then to another strategy, for which the execution begins there.
#pragma once

#include <string>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

class Behind final : public Strategy {
  public:
    // The beginning's moves, by order of birth; both outlive this.
    Behind(const std::vector<Move>& schedule, std::size_t beginning, Strategy& rest)
        : schedule_(schedule), beginning_(beginning), rest_(rest) {}

    bool begin() override;
    Move known(const Situation& situation) override;
    Move pick(const Situation& situation) override;
    void last(const Situation& situation) override;
    void end(Ending ending) override;
    bool seen_before() const override { return rest_.seen_before(); }
    bool exhausted() const override { return rest_.exhausted(); }
    std::string error() const override { return error_.empty() ? rest_.error() : error_; }

  private:
    const std::vector<Move>& schedule_;
    const std::size_t beginning_;
    Strategy& rest_;
    std::size_t at_ = 0;  // of the beginning
    std::string error_;
};

}  // namespace impasse::explore
