// impasse-gate BINARY RESULTS: the mutant self-check, then planned against ran. Without any result
// of this build it explores all scenarios itself, so that it can be run alone.
#include <fmt/format.h>

#include "harness/core/usage_error.hpp"
#include "harness/run/commands.hpp"
#include "harness/run/explore.hpp"
#include "harness/run/gate.hpp"
#include "harness/run/mutants.hpp"
#include "scenarios/registry.hpp"

namespace {

using namespace impasse;

std::vector<ScenarioResult> explore_all(const Registry& registry) {
    std::vector<ScenarioResult> results;
    for (const run::Planned& planned : run::plan(registry, {}, {}))
        results.push_back(run::explore(*planned.scenario, planned.params, {}));
    return results;
}

bool all_ran(const std::vector<run::Planned>& planned, const std::vector<ScenarioResult>& ran,
             const char* where) {
    const auto lines = run::missing(planned, ran);
    for (const std::string& line : lines) fmt::print("RED   {}{}\n", line, where);
    if (lines.empty())
        fmt::print("ok    {} explorations planned{}, all ran as expected\n", planned.size(), where);
    return lines.empty();
}

int gate(const char* binary, const char* folder) {
    const Registry registry = scenarios::all();
    const auto uncaught = run::uncaught_mutants(run::mutants());
    for (const std::string& line : uncaught) fmt::print("RED   {}\n", line);
    if (uncaught.empty()) fmt::print("ok    {} mutants, all caught\n", run::mutants().size());

    run::Ran ran = run::read_results(folder, std::filesystem::last_write_time(binary));
    for (const std::string& file : ran.stale)
        fmt::print("note  {} is of an earlier build: not counted\n", file);
    const bool alone = ran.results.empty();
    if (alone) {
        fmt::print("note  no suite has run with this build: exploring all scenarios here\n");
        ran.results = explore_all(registry);
    }
    bool green = uncaught.empty() && all_ran(run::plan(registry, {}, {}), ran.results, "");
    // Not there under the sanitizers.
    const auto second = std::filesystem::path(binary).parent_path() / "impasse-relacy";
    if (!alone && std::filesystem::exists(second)) {
        const run::SecondEngine engine(second.string());
        const run::Ran by_it = run::read_results(std::filesystem::path(folder) / "second",
                                                 std::filesystem::last_write_time(second));
        green &=
            all_ran(run::plan(registry, {}, {}, &engine), by_it.results, " in the second engine");
    }
    return green ? kAsExpected : kDiffers;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: impasse-gate BINARY RESULTS-FOLDER\n");
        return kUsage;
    }
    try {
        return gate(argv[1], argv[2]);
    } catch (const UsageError& mistake) {
        fmt::print(stderr, "impasse-gate: {}\n", mistake.what());
        return kUsage;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "impasse-gate: {}\n", failure.what());
        return kError;
    }
}
