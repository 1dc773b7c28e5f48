#include "reports/formats/svg.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

Finding hang() {
    Finding finding;
    finding.summary = "left and right wait for each other <for ever>";
    const auto wait = [](const char* waiter, const char* object, const char* holder,
                         unsigned line) {
        return WaitEdge{.waiter = waiter,
                        .wants = std::string("lock of ") + object,
                        .wanted_at = {"a.cpp", line},
                        .object = object,
                        .holder = holder,
                        .held_as = "lock (write)",
                        .held_at = {"a.cpp", line - 1},
                        .in_cycle = true};
    };
    finding.wait_for = {wait("left", "b", "right", 5), wait("right", "a", "left", 9)};
    finding.steps = {
        {.number = 1, .agent = "left", .operation = "locks", .object = "a", .where = {"a.cpp", 8}},
        {.number = 2,
         .agent = "right",
         .operation = "locks",
         .object = "b",
         .where = {"a.cpp", 4}}};
    finding.point_of_no_return = 2;
    return finding;
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a picture stands alone: it has its namespace and its style", "[reports]") {
    for (const std::string& svg : {graph_svg(hang()), lanes_svg(hang())}) {
        CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
        has(svg, "<style>");
        CHECK(svg.ends_with("</svg>\n"));
        for (const char* part : {"<script", "href", "url(", "@import"})
            CHECK(svg.find(part) == std::string::npos);
    }
}

TEST_CASE("lanes have a column an agent, the point of no return, and what they wait for",
          "[reports]") {
    const std::string svg = lanes_svg(hang());
    has(svg, "class=\"head\">left</text>");
    has(svg, ">locks a</text>");
    has(svg, "from here on nothing avoids it");
    has(svg, ">lock of b</text>");
    has(svg, "&lt;for ever&gt;");
    Finding finding = hang();
    finding.inevitable = true;
    CHECK(lanes_svg(finding).find("from here on") == std::string::npos);
}

TEST_CASE("nothing is drawn of a finding without waits and steps", "[reports]") {
    CHECK(graph_svg(Finding()).empty());
    CHECK(lanes_svg(Finding()).empty());
}

}  // namespace impasse::reports
