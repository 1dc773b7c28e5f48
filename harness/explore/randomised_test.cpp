// What the strategies that draw from a seed have in common, and what each does that others do not.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/explore/pct.hpp"
#include "harness/explore/pos.hpp"
#include "harness/explore/random.hpp"
#include "harness/explore/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"

using namespace impasse;
using explore::abba;
using explore::apart;
using explore::runs;

namespace {

std::unique_ptr<Strategy> make(const std::string& name, std::uint64_t seed) {
    if (name == "random") return std::make_unique<explore::Random>(seed);
    if (name == "pct") return std::make_unique<explore::Pct>(seed);
    return std::make_unique<explore::Pos>(seed);
}

std::vector<std::vector<Move>> drawn(const std::string& name, std::uint64_t seed) {
    return explore::schedules_of(runs(abba, *make(name, seed), 20));
}

std::size_t longest_of(const std::vector<explore::Ran>& all) {
    std::size_t longest = 0;
    for (const explore::Ran& ran : all) longest = std::max(longest, ran.moves.size());
    return longest;
}

// How many of 1,000 executions have the single step of one thread behind all seven steps of the
// other. The seven act on an object of their own, or on that of the single step.
std::size_t comes_last(const std::string& strategy, bool racing) {
    const auto body = [racing] {
        sync::atomic<int> shared(0, "shared");
        sync::atomic<int> own(0, "own");
        sync::jthread seven("seven", [&] {
            for (int i = 0; i < 7; ++i) (racing ? shared : own).store(i);
        });
        sync::jthread single("single", [&] { shared.store(7); });
    };
    std::size_t last = 0;
    for (const explore::Ran& ran : runs(body, *make(strategy, 1), 1'000)) {
        const auto steps_before =
            std::find_if(ran.moves.begin(), ran.moves.end(), [](Move m) { return m.agent == 2; }) -
            ran.moves.begin();
        last += steps_before >= 7;
    }
    return last;
}

}  // namespace

TEST_CASE("the schedules of a randomised strategy are those of its seed") {
    for (const std::string name : {"random", "pct", "pos"}) {
        INFO(name);
        CHECK(drawn(name, 7) == drawn(name, 7));
        CHECK(drawn(name, 7) != drawn(name, 8));
    }
}

TEST_CASE("every randomised strategy finds AB/BA, and exhausts nothing") {
    for (const std::string name : {"random", "pct", "pos"}) {
        INFO(name);
        const auto strategy = make(name, 1);
        const auto all = runs(abba, *strategy, 100);
        CHECK(all.size() == 100);
        CHECK(explore::stuck_in(all) > 0);
        CHECK(!strategy->exhausted());
    }
}

TEST_CASE("every randomised strategy draws each way of a step") {
    for (const std::string name : {"random", "pct", "pos"}) {
        INFO(name);
        const auto all = runs([] { sync::choose(3); }, *make(name, 1), 300);
        for (std::uint16_t way = 0; way < 3; ++way)
            CHECK(std::count_if(all.begin(), all.end(), [&](const explore::Ran& ran) {
                      return ran.moves.front().way == way;
                  }) > 50);
    }
}

TEST_CASE("pct with depth 1 never preempts threads that do not wait for each other") {
    explore::Pct pct(1, 1);
    bool one_first = false;
    bool two_first = false;
    for (const explore::Ran& ran : runs([] { apart(2); }, pct, 200)) {
        CHECK(ran.preemptions == 0);
        (ran.moves.front().agent == 1 ? one_first : two_first) = true;
    }
    CHECK(one_first);
    CHECK(two_first);
}

TEST_CASE("pct preempts such threads at its change points only, and does use them all") {
    explore::Pct pct(1, 3);
    unsigned most = 0;
    for (const explore::Ran& ran : runs([] { apart(2); }, pct, 200))
        most = std::max(most, ran.preemptions);
    CHECK(most == 2);
}

TEST_CASE("whom pct preempts goes on when all others are done") {
    explore::Pct pct(1, 2);
    std::size_t preempted = 0;
    for (const explore::Ran& ran : runs([] { apart(3); }, pct, 200)) {
        std::vector<AgentId> turns;  // of the three threads; main only joins
        for (const Move move : ran.moves)
            if (move.agent != 0 && (turns.empty() || turns.back() != move.agent))
                turns.push_back(move.agent);
        if (turns.size() == 3) continue;
        ++preempted;
        CHECK(turns.size() == 4);
        CHECK(std::count(turns.begin(), turns.end(), turns.back()) == 2);
    }
    CHECK(preempted > 20);
}

TEST_CASE("pct with depth 2 finds AB/BA as often as its theorem says, and with depth 1 never") {
    explore::Pct too_shallow(1, 1);
    CHECK(explore::stuck_in(runs(abba, too_shallow, 2'000)) == 0);
    explore::Pct pct(1, 2);
    const auto all = runs(abba, pct, 2'000);
    const std::size_t agents = 3;
    CHECK(explore::stuck_in(all) * agents * longest_of(all) >= all.size());
}

TEST_CASE("pct's first execution, which knows no length yet, has no change points") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        explore::Pct pct(seed, 20);
        CHECK(runs([] { apart(2); }, pct, 1).front().preemptions == 0);
    }
}

TEST_CASE("pos lets a step wait for any number of others that it does not race with") {
    CHECK(comes_last("pos", false) > 80);     // 1 in 8: the lowest of eight draws
    CHECK(comes_last("random", false) < 30);  // 1 in 128
}

TEST_CASE("pos draws anew for a step that has lost a race") {
    CHECK(comes_last("pos", true) < 30);  // 1 in 128; with the first draw kept it would be 1 in 8
    CHECK(comes_last("pos", true) > 0);
}
