// Places boxes and lines with Graphviz's "dot". The only part that knows Graphviz.
//
// The sizes come from the caller and no font is asked, so the same drawing gets the same places on
// every machine. Graphviz has global state: one call at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace impasse::reports {

struct Point {
    double x = 0;
    double y = 0;
};

struct Drawing {
    struct Box {
        double width;
        double height;
        Point centre{};  // set by lay_out()
    };
    struct Line {
        std::size_t from;
        std::size_t to;
        bool arrow = true;
        std::vector<Point> curve{};  // set by lay_out(): a cubic Bezier spline, 3n + 1 points
        std::optional<Point> tip{};  // where its arrow ends
    };
    std::vector<Box> boxes;
    std::vector<Line> lines;
    double width = 0;  // set by lay_out(), as the height; y grows downwards
    double height = 0;
};

// False where Graphviz or its "dot" is not installed as it should be.
bool lay_out(Drawing& drawing);

}  // namespace impasse::reports
