#include "reports/formats/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "reports/formats/layout.hpp"
#include "reports/report.hpp"
#include "reports/words.hpp"
#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

constexpr std::size_t kMostEdges = 16;
constexpr std::size_t kColumns = 22;  // a box's text is wrapped here: it must fit on a phone
constexpr std::size_t kLongestWord = 38;

// Widths are generous guesses for the widest of the usual system fonts.
constexpr double kCharWidth = 8;
constexpr double kLineHeight = 18;
constexpr double kMargin = 3;
constexpr double kSmallest = 0.8;  // a phone may shrink it so far; beyond that it scrolls

struct Text {
    std::string line;
    bool site = false;
};

struct Shape {
    std::string kind;  // "agent", "object", "nobody", "wait", "held"
    std::vector<Text> lines;
    bool hot = false;
};

std::size_t columns_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string shortened(const std::string& word) {
    if (word.size() <= kLongestWord) return word;
    std::size_t begin = word.size() - kLongestWord;
    while (begin < word.size() && (static_cast<unsigned char>(word[begin]) & 0xC0) == 0x80) ++begin;
    return "\xE2\x80\xA6" + word.substr(begin);
}

std::vector<Text> wrapped(const std::string& text) {
    std::vector<Text> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = shortened(text.substr(at, end - at));
        if (!lines.empty() && columns_of(lines.back().line + word) < kColumns)
            lines.back().line += " " + word;
        else
            lines.push_back({word});
        at = end + 1;
    }
    return lines;
}

// The file's name is enough here; the text below the picture has the whole path.
void add_site(std::vector<Text>& lines, const Site& site) {
    if (!site.known()) return;
    const std::string text = site.str();
    lines.push_back({shortened(text.substr(text.rfind('/') + 1)), true});
}

// What is drawn, without places: shapes and which of them are joined.
class Picture {
  public:
    void add(const WaitEdge& edge) {
        const std::size_t waiter = shape("agent", edge.waiter, edge.in_cycle);
        const std::size_t object = shape("object", edge.object, edge.in_cycle);
        std::vector<Text> wanted = wrapped("waits for " + edge.wants);
        add_site(wanted, edge.wanted_at);
        join(waiter, object, {"wait", std::move(wanted), edge.in_cycle});

        const bool nobody = edge.holder.empty();
        const std::size_t holder = nobody ? fresh({"nobody", {{"nobody"}}, edge.in_cycle})
                                          : shape("agent", edge.holder, edge.in_cycle);
        std::vector<Text> held = wrapped(held_as_text(edge));
        add_site(held, edge.held_at);
        join(object, holder, {"held", std::move(held), edge.in_cycle});
    }

    std::vector<Shape> shapes;
    std::vector<bool> hot_lines;
    Drawing drawing;

  private:
    std::size_t fresh(Shape made) {
        std::size_t widest = 0;
        for (const Text& text : made.lines) widest = std::max(widest, columns_of(text.line));
        const bool label = made.kind == "wait" || made.kind == "held";
        const auto rows = static_cast<double>(made.lines.size());
        drawing.boxes.push_back(
            {std::max(static_cast<double>(widest) * kCharWidth, 40.0) + (label ? 4 : 20),
             std::max(rows, 0.1) * kLineHeight + (label ? 2 : 14)});
        shapes.push_back(std::move(made));
        return shapes.size() - 1;
    }

    std::size_t shape(const std::string& kind, const std::string& name, bool hot) {
        const auto [found, first] = known_.try_emplace({kind, name}, shapes.size());
        if (first) fresh({kind, wrapped(name), hot});
        shapes[found->second].hot |= hot;
        return found->second;
    }

    void line(std::size_t from, std::size_t to, bool arrow, bool hot) {
        drawing.lines.push_back({from, to, arrow});
        hot_lines.push_back(hot);
    }

    // from -- label -> to; several waits that share an edge (one object, two holders) share it.
    void join(std::size_t from, std::size_t to, Shape label) {
        std::string words;
        for (const Text& text : label.lines) words += text.line + "\n";
        if (!joined_.insert({{from, to, words}, true}).second) return;
        const bool hot = label.hot;
        if (label.lines.empty()) {
            line(from, to, true, hot);
            return;
        }
        const std::size_t middle = fresh(std::move(label));
        line(from, middle, false, hot);
        line(middle, to, true, hot);
    }

    std::map<std::pair<std::string, std::string>, std::size_t> known_;
    std::map<std::tuple<std::size_t, std::size_t, std::string>, bool> joined_;
};

std::string svg_of(const Shape& shape, const Drawing::Box& box) {
    const double left = box.centre.x - box.width / 2;
    const double top = box.centre.y - box.height / 2;
    std::string svg = fmt::format("<g class=\"{}{}\">", shape.kind, shape.hot ? " hot" : "");
    if (shape.kind == "agent" || shape.kind == "object" || shape.kind == "nobody")
        svg += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{}\"/>", left,
            top, box.width, box.height, shape.kind == "object" ? 0 : 14);
    const auto rows = static_cast<double>(shape.lines.size());
    double y = box.centre.y - (rows - 1) * kLineHeight / 2 + 5;
    for (const Text& text : shape.lines) {
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", box.centre.x, y,
                           text.site ? " class=\"site\"" : "", xml_escaped(text.line));
        y += kLineHeight;
    }
    return svg + "</g>";
}

std::string arrow_head(const Point& from, const Point& tip) {
    const double length = std::max(std::hypot(tip.x - from.x, tip.y - from.y), 0.01);
    const double dx = (tip.x - from.x) / length;
    const double dy = (tip.y - from.y) / length;
    constexpr double kHalf = 4;
    return fmt::format("<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\"/>", tip.x,
                       tip.y, from.x - dy * kHalf, from.y + dx * kHalf, from.x + dy * kHalf,
                       from.y - dx * kHalf);
}

std::string svg_of(const Drawing::Line& line, bool hot) {
    if (line.curve.empty()) return "";
    std::string path = fmt::format("M{:.1f},{:.1f}C", line.curve[0].x, line.curve[0].y);
    for (std::size_t i = 1; i < line.curve.size(); ++i)
        path += fmt::format("{}{:.1f},{:.1f}", i == 1 ? "" : " ", line.curve[i].x, line.curve[i].y);
    return fmt::format("<g class=\"line{}\"><path d=\"{}\"/>{}</g>", hot ? " hot" : "", path,
                       line.tip ? arrow_head(line.curve.back(), *line.tip) : "");
}

std::string description(const std::vector<WaitEdge>& edges) {
    std::string text = "Wait-for graph.";
    for (const WaitEdge& edge : edges)
        text += fmt::format(" {} waits for {}, held by {}.", edge.waiter, edge.wants,
                            edge.holder.empty() ? "nobody" : edge.holder);
    return text;
}

}  // namespace

std::vector<WaitEdge> edges_to_draw(const std::vector<WaitEdge>& edges) {
    std::vector<WaitEdge> drawn = cycle_first(edges);
    if (drawn.size() <= kMostEdges) return drawn;
    const auto cycle = std::count_if(drawn.begin(), drawn.end(),
                                     [](const WaitEdge& edge) { return edge.in_cycle; });
    if (cycle > 0) drawn.resize(static_cast<std::size_t>(cycle));
    if (drawn.size() > kMostEdges) drawn.resize(kMostEdges);
    return drawn;
}

std::string wait_graph_svg(const std::vector<WaitEdge>& edges) {
    if (edges.empty()) return "";
    Picture picture;
    const std::vector<WaitEdge> drawn = edges_to_draw(edges);
    for (const WaitEdge& edge : drawn) picture.add(edge);
    if (!lay_out(picture.drawing)) return "";
    const double width = picture.drawing.width + 2 * kMargin;
    const double height = picture.drawing.height + 2 * kMargin;
    std::string svg = fmt::format(
        "<svg class=\"wf m{:.0f}\" role=\"img\" aria-label=\"{}\" width=\"{:.0f}\" "
        "height=\"{:.0f}\" "
        "viewBox=\"{:.1f} {:.1f} {:.1f} {:.1f}\" fill=\"none\" stroke=\"currentColor\" "
        "text-anchor=\"middle\" font-size=\"14\">",
        std::min(std::floor(width * kSmallest / 100), 12.0), xml_escaped(description(drawn)), width,
        height, -kMargin, -kMargin, width, height);
    for (std::size_t i = 0; i < picture.drawing.lines.size(); ++i)
        svg += svg_of(picture.drawing.lines[i], picture.hot_lines[i]);
    for (std::size_t i = 0; i < picture.shapes.size(); ++i)
        svg += svg_of(picture.shapes[i], picture.drawing.boxes[i]);
    return svg + "</svg>";
}

}  // namespace impasse::reports
