#include "reports/formats/layout.hpp"

#include <fmt/format.h>
#include <graphviz/gvc.h>

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

std::vector<Agedge_t*> add_lines(Agraph_t* graph, const Drawing& drawing,
                                 const std::vector<Agnode_t*>& nodes) {
    std::vector<Agedge_t*> edges;
    for (const Drawing::Line& line : drawing.lines) {
        Agedge_t* edge = agedge(graph, nodes[line.from], nodes[line.to],
                                text(fmt::format("e{}", edges.size())), 1);
        set(edge, "arrowhead", line.arrow ? "normal" : "none");
        set(edge, "arrowsize", "0.8");
        edges.push_back(edge);
    }
    return edges;
}

void read_back(Agraph_t* graph, const std::vector<Agnode_t*>& nodes,
               const std::vector<Agedge_t*>& edges, Drawing& drawing) {
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
        for (int p = 0; p < static_cast<int>(first.size); ++p)
            drawing.lines[i].curve.push_back(point(first.list[p]));
        if (first.eflag) drawing.lines[i].tip = point(first.ep);
    }
}

}  // namespace

Layout::Layout() : context_(gvContext()) {}

Layout::~Layout() { gvFreeContext(context_); }

bool Layout::place(Drawing& drawing) {
    const agerrlevel_t said = agseterr(AGMAX);  // a missing plugin is no news for stderr
    Agraph_t* graph = agopen(text("waits"), Agdirected, nullptr);
    set(graph, "rankdir", "TB");
    set(graph, "ranksep", "0.22");
    set(graph, "nodesep", "0.2");
    const auto nodes = add_boxes(graph, drawing);
    const auto edges = add_lines(graph, drawing, nodes);
    const bool placed = gvLayout(context_, graph, "dot") == 0;
    if (placed) {
        read_back(graph, nodes, edges, drawing);
        gvFreeLayout(context_, graph);
    }
    agclose(graph);
    agseterr(said);
    return placed;
}

}  // namespace impasse::reports
