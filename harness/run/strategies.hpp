// Which strategy an exploration uses, and what its answer is worth.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/depth_first.hpp"
#include "harness/explore/frontier.hpp"
#include "harness/run/explore.hpp"

namespace impasse::run {

struct Chosen {
    std::unique_ptr<explore::Frontier> frontier;        // of dpor; outlives the strategies
    std::vector<std::unique_ptr<Strategy>> strategies;  // one an explorer
    std::string name;                                   // of what really runs
    std::string bounded;                    // what is bounded, "preemptions"; empty: nothing
    explore::DepthFirst* within = nullptr;  // then: the one strategy
    bool iterates = false;                  // then: its bound is raised from 0
    std::optional<unsigned> most;           // up to here; none: until it keeps nothing out
    bool optimal = false;                   // runs no trace twice: nothing is kept to tell
    bool symmetry = false;  // interchangeable agents: of executions that are alike, one
    bool random = false;    // draws executions: a chance of an unseen trace is stated

    // "preemptions=2", as it is now; empty: none.
    std::string bound() const;
    // Whether nothing is beyond the bound, once the strategy is exhausted. A bound that is not
    // raised counts as one even so.
    bool kept_nothing_out() const { return !within || (iterates && !within->refused()); }
    // Goes on to the next larger bound. False: there is none to go on to.
    bool raise();
    // This one of them goes no further: what it has left is for others.
    void stop(Strategy& strategy) const;
};

// dpor begins with `frontier` where there is one. Throws UsageError for a strategy that does not exist or options that do not go together.
Chosen choose_strategy(const ExploreOptions& options, std::optional<unsigned> declared_preemptions,
                       std::unique_ptr<explore::Frontier> frontier = {});

}  // namespace impasse::run
