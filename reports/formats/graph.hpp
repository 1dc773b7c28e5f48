// The wait-for graph of a finding as an inline SVG: agents (round corners) wait for objects (square
// corners), objects are held by agents, and the edges of the cycle are thick. Each edge's words
// stand on it, so that the picture reads downwards as a sentence.
//
// Colours are currentColor and CSS classes (wf, agent, object, nobody, wait, held, hot, site), so
// it suits a light and a dark page. Equal edges give equal text.
#pragma once

#include <string>
#include <vector>

#include "harness/core/finding.hpp"

namespace impasse::reports {

// The edges that a picture shows: all; of many, those of the cycle, or else the first.
std::vector<WaitEdge> edges_to_draw(const std::vector<WaitEdge>& edges);

// Empty where there is nothing to draw or Graphviz cannot lay it out.
std::string wait_graph_svg(const std::vector<WaitEdge>& edges);

}  // namespace impasse::reports
