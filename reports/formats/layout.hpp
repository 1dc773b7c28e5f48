// Places boxes and lines with Graphviz's "dot". The only part that knows Graphviz.
//
// The sizes come from the caller and no font is asked, so the same drawing gets the same places on
// every machine. Graphviz has global state: one Layout at a time, on one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

struct GVC_s;

namespace impasse::reports {

struct Point {
    double x = 0;
    double y = 0;
};

struct Drawing {
    struct Box {
        double width;
        double height;
        Point centre{};  // set by place()
    };
    struct Line {
        std::size_t from;
        std::size_t to;
        bool arrow = true;
        std::vector<Point> curve{};  // set by place(): a cubic Bezier spline, 3n + 1 points
        std::optional<Point> tip{};  // where its arrow ends
    };
    std::vector<Box> boxes;
    std::vector<Line> lines;
    double width = 0;  // set by place(), as the height; y grows downwards
    double height = 0;
};

class Layout {
  public:
    Layout();
    ~Layout();
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;

    // False where Graphviz or its "dot" is not installed as it should be.
    bool place(Drawing& drawing);

  private:
    GVC_s* context_;
};

}  // namespace impasse::reports
