// Which strategy an exploration uses, and what its answer is worth.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/frontier.hpp"
#include "harness/run/explore.hpp"

namespace impasse::run {

struct Chosen {
    std::unique_ptr<explore::Frontier> frontier;        // of dpor; outlives the strategies
    std::vector<std::unique_ptr<Strategy>> strategies;  // one an explorer
    std::string name;                                   // of what really runs
    std::string bound;                                  // "preemptions=2"; empty: none
    std::optional<unsigned> preemptions;                // the same as a number
    bool optimal = false;   // runs no trace twice: nothing is kept to tell
    bool symmetry = false;  // interchangeable agents: of executions that are alike, one
    bool random = false;    // draws executions: a chance of an unseen trace is stated

    // This one of them goes no further: what it has left is for others.
    void stop(Strategy& strategy) const;
};

// dpor begins with `frontier` where there is one. Throws UsageError for a strategy that does not exist or options that do not go together.
Chosen choose_strategy(const ExploreOptions& options, std::optional<unsigned> declared_preemptions,
                       std::unique_ptr<explore::Frontier> frontier = {});

}  // namespace impasse::run
