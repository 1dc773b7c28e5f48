#include "reports/formats/graph.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

WaitEdge edge(const std::string& waiter, const std::string& object, const std::string& holder,
              bool in_cycle) {
    WaitEdge made;
    made.waiter = waiter;
    made.wants = "write lock of " + object;
    made.object = object;
    made.holder = holder;
    made.held_as = holder.empty() ? "" : "Ref (read)";
    made.in_cycle = in_cycle;
    return made;
}

std::string svg_of(const std::vector<WaitEdge>& edges) { return wait_graph_svg(edges); }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

const std::vector<WaitEdge> kCycle{edge("fetch", "shard 3", "solve", true),
                                   edge("solve", "worker 0", "fetch", true),
                                   edge("main", "the end of solve", "solve", false)};

}  // namespace

TEST_CASE("an agent is drawn once, whatever it waits for and holds", "[reports]") {
    const std::string svg = svg_of(kCycle);
    CHECK(count_of(svg, "class=\"agent") == 3);
    CHECK(count_of(svg, "class=\"object") == 3);
}

TEST_CASE("only what is in the cycle is highlighted", "[reports]") {
    const std::string svg = svg_of(kCycle);
    CHECK(count_of(svg, "class=\"agent hot\"") == 2);
    CHECK(count_of(svg, "class=\"line hot\"") == 8);
    CHECK(count_of(svg, "class=\"line\"") == 4);
}

TEST_CASE("every line to an agent or an object ends in an arrow", "[reports]") {
    CHECK(count_of(svg_of(kCycle), "<polygon") == 6);
}

TEST_CASE("equal waits give equal pictures", "[reports]") {
    CHECK(svg_of(kCycle) == svg_of(kCycle));
}

TEST_CASE("names with markup or quotes are text in the picture", "[reports]") {
    const std::string svg = svg_of({edge("a\"<b>&", "x\\n\"", "c'", true)});
    CHECK(count_of(svg, "<b>") == 0);
    CHECK(count_of(svg, ">a&quot;&lt;b&gt;&amp;</text>") == 1);
    CHECK(count_of(svg, ">x\\n&quot;</text>") >= 1);
}

TEST_CASE("a wait that nobody can end leads to nobody", "[reports]") {
    CHECK(count_of(svg_of({edge("waiter", "ready", "", false)}), "class=\"nobody\"") == 1);
}

TEST_CASE("of very many waits the picture shows the cycle", "[reports]") {
    std::vector<WaitEdge> edges(40, edge("w", "x", "h", false));
    edges.push_back(edge("fetch", "shard 3", "solve", true));
    REQUIRE(edges_to_draw(edges).size() == 1);
    CHECK(edges_to_draw(edges)[0].waiter == "fetch");
}

TEST_CASE("nothing to wait for is no picture", "[reports]") { CHECK(svg_of({}).empty()); }

}  // namespace impasse::reports
