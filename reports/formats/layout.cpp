#include "reports/formats/layout.hpp"

#include <fmt/format.h>
#include <graphviz/gvc.h>

#include <algorithm>
#include <string>

namespace impasse::reports {

namespace {

constexpr double kPointsPerInch = 72;

// Graphviz takes `char*` for what it only reads.
char* text(const std::string& value) { return const_cast<char*>(value.c_str()); }

void set(void* object, const char* name, const std::string& value) {
    static const std::string kNoDefault;
    agsafeset(object, const_cast<char*>(name), text(value), text(kNoDefault));
}

std::vector<Agnode_t*> add_boxes(Agraph_t* graph, const Drawing& drawing) {
    std::vector<Agnode_t*> nodes;
    for (const Drawing::Box& box : drawing.boxes) {
        Agnode_t* node = agnode(graph, text(fmt::format("n{}", nodes.size())), 1);
        set(node, "label", "");
        set(node, "shape", "box");
        set(node, "fixedsize", "true");
        set(node, "width", fmt::format("{:.4f}", box.width / kPointsPerInch));
        set(node, "height", fmt::format("{:.4f}", box.height / kPointsPerInch));
        nodes.push_back(node);
    }
    return nodes;
}

// Depth first: marks the lines that lead back to where the walk is coming from.
void find_closing(const Drawing& drawing, std::size_t box, std::vector<int>& state,
                  std::vector<bool>& closing) {
    constexpr int kOpen = 1;
    constexpr int kDone = 2;
    state[box] = kOpen;
    for (std::size_t i = 0; i < drawing.lines.size(); ++i) {
        const Drawing::Line& line = drawing.lines[i];
        if (line.from != box) continue;
        closing[i] = state[line.to] == kOpen;
        if (state[line.to] == 0) find_closing(drawing, line.to, state, closing);
    }
    state[box] = kDone;
}

// The lines that close a cycle. Graphviz gets them the other way round: it would turn them by
// itself, but forgets some memory for each that it turns (2.42).
std::vector<bool> closing_lines(const Drawing& drawing) {
    std::vector<bool> closing(drawing.lines.size());
    std::vector<int> state(drawing.boxes.size());
    for (std::size_t box = 0; box < drawing.boxes.size(); ++box)
        if (state[box] == 0) find_closing(drawing, box, state, closing);
    return closing;
}

std::vector<Agedge_t*> add_lines(Agraph_t* graph, const Drawing& drawing,
                                 const std::vector<Agnode_t*>& nodes,
                                 const std::vector<bool>& turned) {
    std::vector<Agedge_t*> edges;
    for (std::size_t i = 0; i < drawing.lines.size(); ++i) {
        const Drawing::Line& line = drawing.lines[i];
        Agnode_t* upper = nodes[turned[i] ? line.to : line.from];
        Agnode_t* lower = nodes[turned[i] ? line.from : line.to];
        Agedge_t* edge = agedge(graph, upper, lower, text(fmt::format("e{}", i)), 1);
        set(edge, "dir", !line.arrow ? "none" : turned[i] ? "back" : "forward");
        set(edge, "arrowsize", "0.8");
        edges.push_back(edge);
    }
    return edges;
}

void read_back(Agraph_t* graph, const std::vector<Agnode_t*>& nodes,
               const std::vector<Agedge_t*>& edges, const std::vector<bool>& turned,
               Drawing& drawing) {
    const boxf bounds = GD_bb(graph);
    drawing.width = bounds.UR.x - bounds.LL.x;
    drawing.height = bounds.UR.y - bounds.LL.y;
    const auto point = [&](const pointf& at) {
        return Point{at.x - bounds.LL.x, bounds.UR.y - at.y};
    };
    for (std::size_t i = 0; i < nodes.size(); ++i)
        drawing.boxes[i].centre = point(ND_coord(nodes[i]));
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const splines* spline = ED_spl(edges[i]);
        if (spline == nullptr || spline->size == 0) continue;
        const bezier& first = spline->list[0];
        std::vector<Point>& curve = drawing.lines[i].curve;
        for (int p = 0; p < static_cast<int>(first.size); ++p)
            curve.push_back(point(first.list[p]));
        if (turned[i]) std::reverse(curve.begin(), curve.end());
        if (turned[i] ? first.sflag : first.eflag)
            drawing.lines[i].tip = point(turned[i] ? first.sp : first.ep);
    }
}

// Kept until the process ends: gvFreeContext() forgets the text of the configuration (3 KiB), so a
// context a call would leak each time, and the leak sanitizer says so.
GVC_t* context() {
    static GVC_t* const kContext = gvContext();
    return kContext;
}

}  // namespace

bool lay_out(Drawing& drawing) {
    const agerrlevel_t said = agseterr(AGMAX);  // a missing plugin is no news for stderr
    Agraph_t* graph = agopen(text("waits"), Agdirected, nullptr);
    set(graph, "rankdir", "TB");
    set(graph, "ranksep", "0.22");
    set(graph, "nodesep", "0.2");
    const auto nodes = add_boxes(graph, drawing);
    const std::vector<bool> turned = closing_lines(drawing);
    const auto edges = add_lines(graph, drawing, nodes, turned);
    const bool placed = gvLayout(context(), graph, "dot") == 0;
    if (placed) {
        read_back(graph, nodes, edges, turned, drawing);
        gvFreeLayout(context(), graph);
    }
    agclose(graph);
    agseterr(said);
    return placed;
}

}  // namespace impasse::reports
