// Plain depth-first search over every choice: no reduction, hence the oracle for all that reduce.
//
// The first execution lets the running agent go on while it can; later ones change the latest
// choice that has an alternative left. With a preemption bound, executions with more preemptions
// are not run (Musuvathi & Qadeer, PLDI 2007). Cost and checks: depth_first.hpp.
#pragma once

#include <optional>

#include "harness/explore/depth_first.hpp"

namespace impasse::explore {

class Dfs : public DepthFirst {
  public:
    explicit Dfs(std::optional<unsigned> preemptions = {}) : DepthFirst(preemptions) {}

  private:
    void offer(const Situation& situation, Offers& offers) const override;
};

}  // namespace impasse::explore
