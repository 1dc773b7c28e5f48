// What is worth knowing of a finding beyond how it came about: from where on it could not be avoided, and
// what change removes it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/scenario.hpp"
#include "harness/core/strategy.hpp"
#include "harness/run/allowance.hpp"

namespace impasse::run {

// Of each question that is worth asking, at most so many executions.
constexpr std::uint64_t kDiagnose = 100'000;

// The finding has its steps, which are the schedule's. What is not decided within the allowance is left out,
// or said to be so.
void diagnose(Finding& finding, const Scenario& scenario, const Params& params,
              const std::vector<Move>& schedule, unsigned max_steps, Allowance allowance,
              bool ran_on = false);

// The number of the line that shows the schedule's n-th move, and of the move that a line shows or
// follows, from 1. Nothing: there is none.
std::optional<unsigned> line_of(std::size_t move, const std::vector<StepLine>& lines);
std::size_t move_of(unsigned line, const std::vector<StepLine>& lines);

}  // namespace impasse::run
