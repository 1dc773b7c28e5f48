#include "harness/explore/good_turing.hpp"

#include <cmath>

#include "harness/catch2.hpp"
#include "harness/core/rng.hpp"
#include "harness/explore/random.hpp"
#include "harness/explore/testing.hpp"

using namespace impasse;
using explore::GoodTuring;

namespace {

GoodTuring of(std::initializer_list<std::uint64_t> traces) {
    GoodTuring seen;
    for (const std::uint64_t trace : traces) seen.add({trace, 0});
    return seen;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-3; }

}  // namespace

TEST_CASE("traces that were seen once are told from those seen again") {
    const GoodTuring seen = of({1, 1, 2, 3, 3, 3, 4});
    CHECK(seen.executions() == 7);
    CHECK(seen.distinct() == 4);
    CHECK(seen.seen_once() == 2);
    CHECK(near(seen.estimate(), 2.0 / 7));
}

TEST_CASE("traces whose hashes differ in one half are different") {
    GoodTuring seen;
    CHECK(seen.add({1, 1}));
    CHECK(seen.add({1, 2}));
    CHECK(seen.add({2, 1}));
    CHECK(!seen.add({1, 1}));
}

TEST_CASE("before there are executions anything may come") {
    CHECK(GoodTuring().estimate() == 1);
    CHECK(GoodTuring().bound() == 1);
    CHECK(of({1, 1, 1}).bound() == 1);  // of a few executions no more can be said
}

TEST_CASE("the bound is that of the paper") {
    GoodTuring seen;
    for (int i = 0; i < 10'000; ++i) seen.add({7, 7});
    CHECK(seen.estimate() == 0);
    CHECK(near(seen.bound(), 0.0923));  // 4.5605 * sqrt(4.0943 / 10,000)
}

TEST_CASE("the estimate is close to the mass that is missing, and the bound above it") {
    // 1,000 traces, the i-th with a probability in proportion to i: many are still unseen.
    constexpr std::uint64_t kTraces = 1'000;
    constexpr double kWeight = kTraces * (kTraces + 1) / 2.0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Rng rng(seed);
        GoodTuring seen;
        double missing = 1;
        for (int i = 0; i < 1'000; ++i) {
            std::uint64_t rest = rng.below(static_cast<std::uint64_t>(kWeight));
            std::uint64_t trace = 1;
            while (rest >= trace) rest -= trace++;
            if (seen.add({trace, 0})) missing -= static_cast<double>(trace) / kWeight;
        }
        CHECK(std::abs(seen.estimate() - missing) < 0.06);
        CHECK(seen.bound() > missing);
    }
}

TEST_CASE("a random search that has seen all traces of AB/BA many times expects no other") {
    explore::Random random(1);
    GoodTuring seen;
    for (const explore::Ran& ran : explore::runs(explore::abba, random, 500)) seen.add(ran.trace);
    CHECK(seen.distinct() == 3);
    CHECK(seen.estimate() == 0);
    CHECK(seen.bound() < 0.42);
}
