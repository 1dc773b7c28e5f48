// That the benchmark's own arithmetic is right, and that a bar that is missed is seen.
#include <array>

#include "harness/bench/bar.hpp"
#include "harness/bench/figure.hpp"
#include "harness/bench/raw.hpp"
#include "harness/bench/switches.hpp"
#include "harness/catch2.hpp"

using namespace impasse;
using namespace impasse::bench;

namespace {

Figure of(std::initializer_list<double> samples) {
    Figure figure;
    for (const double sample : samples) figure.add(sample);
    return figure;
}

}  // namespace

TEST_CASE("the median of five and of four, and the range") {
    CHECK(of({5, 1, 4, 2, 3}).median() == 3);
    CHECK(of({4, 1, 2, 3}).median() == 2.5);
    CHECK(show(of({2, 1, 3}), times) == "2.00x (1.00x..3.00x)");
    CHECK(show(Figure{}, times) == "-");
}

TEST_CASE("a ratio is one of each repetition") {
    const Figure ratio = of({2, 30}) / of({1, 10});
    CHECK(ratio.samples() == std::vector<double>{2, 3});
}

TEST_CASE("sides are measured in turn") {
    std::string order;
    Side a{.measure = [&] { return order += "a", 1.0; }};
    Side b{.measure = [&] { return order += "b", 2.0; }};
    alternate({&a, &b}, 3);
    CHECK(order == "ababab");
    CHECK(a.figure.samples().size() == 3);
}

TEST_CASE("numbers are shown with three digits and a unit") {
    CHECK(quantity(1'234'567) == "1.23 M");
    CHECK(quantity(45'678) == "45.7 k");
    CHECK(quantity(12) == "12.0");
    CHECK(duration(0.0123) == "12.3 ms");
    CHECK(times(1268.84) == "1269x");
    CHECK(times(0.5) == "0.50x");
    CHECK(duration(1.5e-8) == "15.0 ns");
}

TEST_CASE("the switches of a schedule: into each agent and back, each change, both ends") {
    Switches all;
    count(all, std::array{Move{0, 0}, Move{1, 0}, Move{1, 0}, Move{0, 0}});
    CHECK(all.agents == 2);
    CHECK(all.switches == 2 * 2 + 2 + 2);
    CHECK(all.per_execution() == 8);
}

TEST_CASE("switches are counted over the whole search") {
    const Switches all = switches_of(litmus("counter", 3), dpor());
    CHECK(all.executions == 6);
    CHECK(all.agents == 4);
    // main starts three threads, which nobody joins and which take the lock in turn.
    CHECK(all.switches == 6 * (2 * 4 + 2 + 2));
}

TEST_CASE("both loops over Boost.Context come to their end, again and again") {
    ResumeYield yields(3);
    HandOver hands(3);
    for (const std::uint64_t switches : {2, 3, 4, 100}) {
        yields.run(switches);
        hands.run(switches);
    }
    CHECK(seconds_a_switch(hands, 0) > 0);
}

TEST_CASE("a missed bar fails the check, a missed goal does not, and nothing measured does") {
    const Bar met{.what = "a", .wanted = "", .measured = "", .met = true};
    const Bar missed{.what = "b", .wanted = "", .measured = "", .met = false};
    const Bar goal{.what = "c", .wanted = "", .measured = "", .met = false, .absolute = true};
    const Bar unmeasured{.what = "d", .wanted = "", .measured = "", .met = {}};
    CHECK(all_met({met, goal, unmeasured}));
    CHECK_FALSE(all_met({met, missed}));
    CHECK_FALSE(all_met({unmeasured}));
    CHECK_FALSE(all_met({}));
    CHECK(outcome(missed) == "NOT MET");
}
