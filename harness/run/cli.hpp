// The command line (docs/command-line.md): list, explore, replay, report, split, join.
#pragma once

#include "harness/core/scenario.hpp"

namespace impasse::run {

// Runs one command and returns the process's exit code. A user's mistake is one line on stderr and
// exit code 2.
int command_line(const Registry& registry, int argc, char** argv);

}  // namespace impasse::run
