// Every execution with at most N switches from one agent to another, whatever made them: the search
// for the shortest story of a finding. Exhaustive within its bound; an execution that needs one more
// is cut.
#pragma once

#include "harness/explore/depth_first.hpp"

namespace impasse::explore {

class Switches final : public DepthFirst {
  public:
    explicit Switches(unsigned switches) : DepthFirst(switches) {}

  private:
    void offer(const Situation& situation, Offers& offers) const override;
};

}  // namespace impasse::explore
