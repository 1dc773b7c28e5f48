#include "harness/core/scenario.hpp"

#include "harness/catch2.hpp"
#include "harness/core/result.hpp"

using namespace impasse;

namespace {

Scenario named(std::string name) {
    Scenario scenario;
    scenario.name = std::move(name);
    scenario.params = {{"n", 2, 1, 5, "threads"}};
    return scenario;
}

Registry registry() {
    Registry all;
    all.add(named("litmus/abba"));
    all.add(named("once_map/drop/pr1183"));
    all.add(named("litmus/counter"));
    return all;
}

ScenarioResult result(Verdict verdict, bool as_expected) {
    ScenarioResult made;
    made.verdict = verdict;
    made.as_expected = as_expected;
    return made;
}

}  // namespace

TEST_CASE("scenarios are selected by name, glob and suite, in the order of names") {
    const Registry all = registry();
    CHECK(all.all().front().name == "litmus/abba");
    CHECK(all.select("litmus/counter").size() == 1);
    CHECK(all.select("once_map/*").size() == 1);
    CHECK(all.select("suite:litmus").size() == 2);
    CHECK(all.select("*").size() == 3);
}

TEST_CASE("a selection that matches nothing is a mistake, not an empty run") {
    CHECK_THROWS_AS(registry().select("litmus/abab"), UsageError);
    CHECK_THROWS_AS(registry().select("suite:litmu"), UsageError);
    CHECK_THROWS_AS(Registry().select("*"), UsageError);
}

TEST_CASE("parameters have defaults, a range and no others beside them") {
    const Scenario scenario = named("litmus/counter");
    CHECK(scenario.with({})["n"] == 2);
    CHECK(scenario.with({{"n", 5}})["n"] == 5);
    CHECK_THROWS_AS(scenario.with({{"n", 6}}), UsageError);
    CHECK_THROWS_AS(scenario.with({{"m", 1}}), UsageError);
}

TEST_CASE("two scenarios of one name are a bug of ours") {
    Registry all = registry();
    CHECK_THROWS(all.add(named("litmus/abba")));
}

TEST_CASE("the exit code is the strongest of error, differs, inconclusive") {
    const auto fine = result(Verdict::Free, true);
    const auto differs = result(Verdict::Found, false);
    const auto open = result(Verdict::Inconclusive, false);
    const auto broken = result(Verdict::Error, false);
    CHECK(exit_code_of({fine, fine}) == kAsExpected);
    CHECK(exit_code_of({fine, open}) == kInconclusive);
    CHECK(exit_code_of({open, differs, fine}) == kDiffers);
    CHECK(exit_code_of({differs, broken, open}) == kError);
}

TEST_CASE("an error is never as expected") {
    CHECK(exit_code_of({result(Verdict::Error, true)}) == kError);
}
