#include "harness/run/gate.hpp"

#include <unistd.h>

#include <fstream>

#include "harness/catch2.hpp"
#include "harness/run/mutants.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "reports/formats/json.hpp"
#include "reports/writers/file.hpp"

using namespace impasse;

namespace {

Registry two_sets() {
    Scenario scenario = run::scenario_of([] {});
    scenario.params = {{"n", 1, 1, 3, "threads"}};
    scenario.sets = {{{"n", 1}}, {{"n", 2}}};
    Registry registry;
    registry.add(scenario);
    return registry;
}

std::vector<ScenarioResult> ran(const Registry& registry, std::initializer_list<int> sizes) {
    std::vector<ScenarioResult> results;
    const Scenario& scenario = registry.all().front();
    for (const int n : sizes)
        results.push_back(run::explore(scenario, scenario.with({{"n", n}}), {}));
    return results;
}

}  // namespace

TEST_CASE("all mutants are caught") { CHECK(run::uncaught_mutants(run::mutants()).empty()); }

TEST_CASE("a mutant without its defect turns the gate red") {
    auto mutants = run::mutants();
    mutants[0].body = [](const Params&) {};
    CHECK(run::uncaught_mutants(mutants).size() == 1);
}

TEST_CASE("a mutant that is caught as something else turns the gate red") {
    auto mutants = run::mutants();
    std::swap(mutants[0].body, mutants[2].body);
    CHECK(run::uncaught_mutants(mutants).size() == 2);
}

TEST_CASE("a gate without mutants or without scenarios is red") {
    CHECK(run::uncaught_mutants({}).size() == 1);
    CHECK(run::missing({}, {}).size() == 1);
}

TEST_CASE("a parameter set that was planned and did not run turns the gate red") {
    const Registry registry = two_sets();
    CHECK(run::missing(run::plan(registry, {}, {}), ran(registry, {1, 2})).empty());
    CHECK(run::missing(run::plan(registry, {}, {}), ran(registry, {1})).size() == 1);
    CHECK(run::missing(run::plan(registry, {}, {}), ran(registry, {1, 3})).size() == 1);
}

TEST_CASE("a result that is not as expected turns the gate red") {
    const Registry registry = two_sets();
    auto results = ran(registry, {1, 2});
    results[1].as_expected = false;
    CHECK(run::missing(run::plan(registry, {}, {}), results).size() == 1);
}

TEST_CASE("results of an earlier build do not count") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("impasse-gate-test-" + std::to_string(getpid()));
    reports::write_file(folder / "unit.json", reports::to_json(ran(two_sets(), {1, 2})));
    const auto written = std::filesystem::last_write_time(folder / "unit.json");
    CHECK(run::read_results(folder, written).results.size() == 2);
    const auto later = run::read_results(folder, written + std::chrono::seconds(1));
    CHECK(later.results.empty());
    CHECK(later.stale.size() == 1);
    std::filesystem::remove_all(folder);
}
