// What runs in both engines: the fiber engine's scenarios by the same names (scenarios/once_map/
// protocol.cpp), with the same expectations; compare.py holds the two against each other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/core/scenario.hpp"
#include "harness/relacy/engine.hpp"

namespace impasse::relacy {

struct Program {
    std::string name;
    std::string about;
    std::string subject;
    Params params;
    std::vector<std::string> agents;  // by thread
    Expectation expected;
    // Declared: with it, `free-within` counts as the expected `free`. For what takes too long
    // whole.
    std::optional<unsigned> preemptions;
    std::function<Result(const Options&)> run;
};

std::vector<Program> programs();

// Runs it and holds the outcome against its expectation.
ScenarioResult explore(const Program& program, const Options& options);

}  // namespace impasse::relacy
