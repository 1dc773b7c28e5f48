#include "reports/formats/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/formats/graph.hpp"
#include "reports/formats/story.hpp"
#include "reports/report.hpp"
#include "reports/words.hpp"
#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

constexpr const char* kStyle =
    "<style>svg{color:#545d66;background:#fff;font-family:system-ui,'Segoe UI','DejaVu "
    "Sans',sans-serif}"
    "text{fill:#1c2126;stroke:none}.agent text,.object text,.head{font-weight:600}"
    ".site{fill:#545d66;font-size:12px;font-family:ui-monospace,Menlo,'DejaVu Sans Mono',monospace}"
    ".agent rect{fill:#fff}.object rect{fill:#eef0f2}.nobody rect{stroke-dasharray:4 3}"
    ".line polygon{fill:currentColor}.hot{color:#9f1d1d}"
    ".hot path,.hot rect{stroke:#9f1d1d;stroke-width:2.5}.hot polygon{fill:#9f1d1d;stroke:#9f1d1d}"
    ".ponr{stroke:#9f1d1d;stroke-dasharray:6 4}.ponr-text{fill:#9f1d1d;font-weight:600}"
    "@media(prefers-color-scheme:dark){svg{color:#a5aeb7;background:#1c2024}text{fill:#e6e9ec}"
    ".site{fill:#a5aeb7}.agent rect{fill:#1c2024}.object rect{fill:#2a3036}.hot{color:#ff9f97}"
    ".hot path,.hot rect,.ponr{stroke:#ff9f97}.hot polygon{fill:#ff9f97;stroke:#ff9f97}"
    ".ponr-text{fill:#ff9f97}}</style>";

constexpr std::size_t kMostSteps = 40;
constexpr double kNumber = 40;  // the column of the steps' numbers
constexpr double kLane = 250;
constexpr double kRow = 44;
constexpr double kHead = 34;

// Who takes part; of the others as many as there is room for.
std::vector<std::string> agents_of(const std::vector<StepLine>& steps, const Finding& finding) {
    constexpr std::size_t kMost = 6;
    std::vector<std::string> agents = lanes_of(steps, cycle_first(finding.wait_for));
    const std::size_t acting = lanes_of(steps, {}).size();
    if (agents.size() > kMost) agents.resize(std::max(acting, kMost));
    return agents;
}

std::string fitted(const std::string& text) {
    constexpr std::size_t kMost = 30;
    if (text.size() <= kMost) return text;
    std::size_t end = kMost - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "\xE2\x80\xA6";
}

class Lanes {
  public:
    Lanes(const Finding& finding, std::vector<StepLine> steps)
        : finding_(finding), steps_(std::move(steps)), agents_(agents_of(steps_, finding)) {}

    std::string str() {
        for (const StepLine& line : steps_) add(line);
        add_end();
        const double width = kNumber + kLane * static_cast<double>(agents_.size());
        const double height = kHead + y_;
        std::string svg = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{}\" "
            "width=\"{:.0f}\" "
            "height=\"{:.0f}\" viewBox=\"0 0 {:.0f} {:.0f}\" font-size=\"14\" fill=\"none\" "
            "stroke=\"currentColor\">{}",
            xml_escaped(printable(finding_.summary)), width, height, width, height, kStyle);
        for (std::size_t lane = 0; lane < agents_.size(); ++lane) {
            svg += text(x_of(lane), 20, "head", fitted(agents_[lane]));
            svg += fmt::format("<path d=\"M{:.0f},{:.0f}V{:.0f}\" opacity=\".5\"/>",
                               x_of(lane) - 10, kHead - 4, height - 6);
        }
        return svg + body_ + "</svg>\n";
    }

  private:
    static double x_of(std::size_t lane) {
        return kNumber + 12 + kLane * static_cast<double>(lane);
    }

    static std::string text(double x, double y, const char* css_class, const std::string& words) {
        return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\"{}>{}</text>", x, y,
                           *css_class ? fmt::format(" class=\"{}\"", css_class) : "",
                           xml_escaped(printable(words)));
    }

    std::size_t lane_of(const std::string& agent) const {
        return static_cast<std::size_t>(std::find(agents_.begin(), agents_.end(), agent) -
                                        agents_.begin());
    }

    void add(const StepLine& line) {
        const double x = x_of(lane_of(line.agent));
        const double y = kHead + y_ + 16;
        body_ += text(4, y, "site", std::to_string(line.number));
        body_ += fmt::format("<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"4\" fill=\"currentColor\"/>",
                             x - 10, y - 5);
        body_ += text(x, y, "", fitted(line.operation + " " + line.object));
        if (line.where.known()) body_ += text(x, y + 17, "site", fitted(line.where.short_str()));
        y_ += kRow;
        if (finding_.point_of_no_return != line.number || finding_.inevitable) return;
        const double width = kNumber + kLane * static_cast<double>(agents_.size());
        body_ += fmt::format("<path class=\"ponr\" d=\"M0,{:.0f}H{:.0f}\"/>", kHead + y_, width);
        body_ += text(4, kHead + y_ + 16, "ponr-text", "from here on nothing avoids it");
        y_ += 26;
    }

    // What each of them waits for.
    void add_end() {
        std::vector<bool> told(agents_.size());
        bool any = false;
        for (const WaitEdge& edge : cycle_first(finding_.wait_for)) {
            const std::size_t lane = lane_of(edge.waiter);
            if (lane >= agents_.size() || told[lane]) continue;
            told[lane] = any = true;
            const double y = kHead + y_ + 4;
            body_ += fmt::format(
                "<g class=\"{}\"><rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" "
                "height=\"42\"/></g>",
                edge.in_cycle ? "hot" : "object", x_of(lane) - 10, y, kLane - 12);
            body_ += text(x_of(lane), y + 17, "head", "waits for the");
            body_ += text(x_of(lane), y + 34, "", fitted(edge.wants));
        }
        if (any) y_ += 52;
    }

    const Finding& finding_;
    const std::vector<StepLine> steps_;
    const std::vector<std::string> agents_;
    std::string body_;
    double y_ = 0;  // below the head
};

}  // namespace

std::string graph_svg(const Finding& finding) {
    std::string svg = wait_graph_svg(finding.wait_for);
    if (svg.empty()) return "";
    constexpr std::string_view kBegin = "<svg ";
    svg.replace(0, kBegin.size(), "<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    svg.insert(svg.find('>') + 1, kStyle);
    return svg + "\n";
}

std::string lanes_svg(const Finding& finding) {
    std::vector<StepLine> steps = steps_that_matter(finding, kMostSteps);
    if (steps.empty() && !finding.steps.empty())
        steps.assign(finding.steps.end() -
                         static_cast<std::ptrdiff_t>(std::min(kMostSteps, finding.steps.size())),
                     finding.steps.end());
    return steps.empty() ? "" : Lanes(finding, std::move(steps)).str();
}

}  // namespace impasse::reports
