// A finding as pictures that stand alone, for an issue or a paper: the wait-for graph, and the interleaving as lanes (a
// column an agent, the steps that matter, downwards). They need no style sheet, no font and no network; light and dark
// as the reader's browser has it.
#pragma once

#include <string>

#include "harness/core/finding.hpp"

namespace impasse::reports {

// Empty where nobody waits, or Graphviz cannot lay it out.
std::string graph_svg(const Finding& finding);
// Empty without steps.
std::string lanes_svg(const Finding& finding);

}  // namespace impasse::reports
