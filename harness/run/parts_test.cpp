// A frontier that is split over machines, in rounds until nothing is left, comes to exactly what
// one run comes to. That random programs do too is the property test's to show (dpor-in-parts), and
// that a join which forgets, or adds what is covered, would be caught.
#include "harness/run/parts.hpp"

#include <optional>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/core/usage_error.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/thread.hpp"
#include "reports/formats/json.hpp"
#include "scenarios/registry.hpp"

using namespace impasse;

namespace {

struct Subject {
    const Scenario& scenario;
    Params params;
};

Subject subject(const std::string& name, const std::map<std::string, std::int64_t>& values) {
    static const Registry all = scenarios::all();
    const Scenario* scenario = all.find(name);
    REQUIRE(scenario);
    return {*scenario, scenario->with(values)};
}

std::string told(ScenarioResult result) {
    result.seconds = 0;
    return reports::to_json({result});
}

// What goes from machine to machine is a file.
run::SavedFile through_a_file(const run::SavedFile& file) {
    return run::saved_from_json(run::to_json(file), "test");
}

// Explores `budget` executions more, or to the end if it is 0.
ScenarioResult go_on(const Subject& subject, const run::Saved* from, std::uint64_t budget,
                     std::optional<run::Saved>& left) {
    run::ExploreOptions options;
    if (from && from->part) options.minimise = 0;  // the joined one is told, not its parts
    if (budget) options.max_executions = (from ? from->shown.counts.executions : 0) + budget;
    return run::explore(subject.scenario, subject.params, options, {}, from, left);
}

struct Rounds {
    ScenarioResult result;
    std::size_t rounds = 0;
    std::size_t claims = 0;
};

// Each part explores `budget` executions a round.
Rounds in_parts(const Subject& subject, unsigned parts, std::uint64_t first, std::uint64_t budget) {
    Rounds all;
    std::optional<run::Saved> left;
    all.result = go_on(subject, nullptr, first, left);
    while (left && explore::left_in(left->tree) > 0) {
        ++all.rounds;
        std::vector<run::SavedFile> outcomes;
        for (const run::SavedFile& part : run::split({*left}, parts)) {
            const run::SavedFile from = through_a_file(part);
            const ScenarioResult result = go_on(subject, &from.front(), budget, left);
            CHECK((result.verdict == Verdict::Inconclusive || result.verdict == Verdict::Found));
            CHECK_FALSE(result.exhausted);
            REQUIRE(left);
            all.claims += left->claims.size();
            outcomes.push_back(through_a_file({*left}));
        }
        left = through_a_file(run::join(outcomes)).front();
    }
    if (const auto joined = std::move(left)) all.result = go_on(subject, &*joined, 0, left);
    return all;
}

// In all numbers of parts, beginnings and budgets. Some of them must have had to hand things over.
void comes_to_the_same(const Subject& subject, const std::vector<std::uint64_t>& first) {
    const auto whole = run::explore(subject.scenario, subject.params, {});
    REQUIRE(whole.executions > 10);
    std::size_t claims = 0;
    for (const unsigned parts : {2U, 3U, 5U})
        for (const std::uint64_t begin : first)
            for (const std::uint64_t budget : {0U, 1U, 7U}) {
                INFO(parts << " parts from " << begin << ", " << budget << " a round");
                const Rounds rounds = in_parts(subject, parts, begin, budget);
                CHECK(told(rounds.result) == told(whole));
                claims += rounds.claims;
            }
    CHECK(claims > 0);
}

run::SavedFile frontier_of(const Subject& subject) {
    std::optional<run::Saved> left;
    go_on(subject, nullptr, 5, left);
    REQUIRE(left);
    return {*left};
}

void refused(const std::vector<run::SavedFile>& parts, const std::string& why) {
    try {
        run::join(parts);
        FAIL("joined");
    } catch (const UsageError& mistake) {
        CHECK(mistake.what() == why);
    }
}

}  // namespace

TEST_CASE("lastzero in parts comes to the same") {
    comes_to_the_same(subject("litmus/lastzero", {{"n", 6}}), {1, 40});
}

TEST_CASE("philosophers in parts come to the same, with the hang") {
    comes_to_the_same(subject("litmus/philosophers", {{"n", 4}}), {1, 5, 12});
}

TEST_CASE("producers and consumers in parts come to the same") {
    comes_to_the_same(subject("litmus/prodcons", {}), {1, 10, 40});
}

TEST_CASE("OnceMap in parts comes to the same") {
    comes_to_the_same(subject("once_map/done-in-window/pr3987", {{"waiters", 2}}), {1});
    comes_to_the_same(subject("once_map/done-in-window/pr1183", {{"waiters", 2}}), {1});
}

// Who comes first has a helper and a lock of its own: their numbers are those of a part's first
// meeting.
TEST_CASE("agents and objects that the parts have met in different orders are told apart") {
    const Scenario scenario = run::scenario_of([] {
        sync::atomic<int> turn(0, "turn");
        const auto comes = [&] {
            const int place = turn.fetch_add(1);
            sync::atomic<int> own(place, "own");
            const auto adds = [&] { own.fetch_add(1); };
            std::vector<sync::jthread> helpers;
            for (int i = 0; i < 1 - place; ++i) helpers.emplace_back("helper", adds);
            adds();
        };
        sync::jthread one("one", comes);
        sync::jthread two("two", comes);
        sync::jthread three("three", comes);
    });
    comes_to_the_same({scenario, Params()}, {1, 3, 10});
}

TEST_CASE("a part that has found much for the others stops, and all comes to the same") {
    const Subject lastzero = subject("litmus/lastzero", {{"n", 12}});
    const Rounds rounds = in_parts(lastzero, 3, 1000, 0);
    CHECK(rounds.claims >= explore::Frontier::kMaxClaims);
    CHECK(rounds.rounds > 1);
    CHECK(told(rounds.result) == told(run::explore(lastzero.scenario, lastzero.params, {})));
}

TEST_CASE("what a part has made of its share waits for the others") {
    const Subject lastzero = subject("litmus/lastzero", {{"n", 6}});
    const auto parts = run::split(frontier_of(lastzero), 3);
    std::optional<run::Saved> left;
    const auto result = go_on(lastzero, &parts[1].front(), 0, left);
    CHECK(result.reason == "part 2 of 3: its share is explored, join the parts");
    REQUIRE(left);
    CHECK(explore::left_in(left->tree, 2) == 0);
    CHECK(explore::left_in(left->tree, 1) == explore::left_in(parts[1].front().tree, 1));
}

TEST_CASE("what is no whole set of parts is not joined") {
    const auto frontier = frontier_of(subject("litmus/lastzero", {{"n", 6}}));
    const auto other = frontier_of(subject("litmus/lastzero", {{"n", 7}}));
    auto parts = run::split(frontier, 3);
    refused({parts[2], parts[0]}, "part 2 of 3 is missing");
    refused({parts[2], parts[0], parts[1], parts[0]}, "part 1 of 3 is there twice");
    refused({parts[0], run::split(other, 3)[1], parts[2]}, "these are parts of different splits");
    refused({parts[0], run::split(frontier, 2)[1]}, "these are parts of different splits");
    refused({parts[0], frontier}, "one of these files is no part of a frontier");
    parts[1].front().program = "another";
    refused(parts,
            "the parts are of different versions of litmus/lastzero n=6: its program has changed "
            "between them");
    CHECK_THROWS_AS(run::split(parts[0], 2), UsageError);
}

TEST_CASE("a frontier is of one version of its program") {
    const auto scenario = [](int stores) {
        return run::scenario_of([stores] {
            sync::atomic<int> x(0, "x");
            const auto store = [&x, stores] {
                for (int i = 0; i < stores; ++i) x.store(i);
            };
            sync::jthread one("one", store);
            sync::jthread two("two", store);
        });
    };
    run::ExploreOptions options;
    options.max_executions = 2;
    std::optional<run::Saved> left;
    run::explore(scenario(2), Params(), options, {}, nullptr, left);
    REQUIRE(left);
    std::optional<run::Saved> rest;
    CHECK_THROWS_AS(run::explore(scenario(3), Params(), {}, {}, &*left, rest), UsageError);
    CHECK(run::explore(scenario(2), Params(), {}, {}, &*left, rest).verdict == Verdict::Free);
}
