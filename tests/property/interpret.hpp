// Runs a program under the scheduler, as the body of an execution, and writes down what came of it.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tests/property/program.hpp"

namespace impasse::property {

// What an execution leaves behind. Written while it runs and kept outside of it, so that it is
// there for one that got stuck as well.
struct State {
    struct Agent {
        bool begun = false;
        bool ended = false;
        std::vector<int> seen;  // every value that went into its register
    };
    std::vector<int> atomics;
    std::vector<int> latches;               // still to count down
    std::vector<std::deque<Agent>> agents;  // each as often as it was spawned

    std::string str() const;
};

// Runs the program as the agent main of the current execution; `state` is begun anew.
void interpret(const Program& program, State& state);

}  // namespace impasse::property
