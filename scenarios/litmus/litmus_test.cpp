// What is known of the litmus programs: docs/litmus.md says from where.
#include <map>
#include <optional>
#include <set>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "scenarios/registry.hpp"

using namespace impasse;

namespace {

using Sizes = std::map<std::string, std::int64_t>;

struct Known {
    std::string name;  // without its suite
    Sizes sizes;
    std::uint64_t complete;
    std::uint64_t deadlocked;
    std::optional<FindingKind> finding{};
};

std::vector<Known> known() {
    using enum FindingKind;
    const auto n = [](std::int64_t size) { return Sizes{{"n", size}}; };
    const auto spurious = [](std::int64_t most) { return Sizes{{"spurious", most}}; };
    const auto pc = [](std::int64_t producers, std::int64_t consumers) {
        return Sizes{{"producers", producers}, {"consumers", consumers}};
    };
    const auto pci = [&](std::int64_t producers, std::int64_t consumers, std::int64_t items) {
        Sizes sizes = pc(producers, consumers);
        sizes["items"] = items;
        return sizes;
    };
    return {
        {"abba", n(1), 1, 0},
        {"abba", n(2), 2, 1, Cycle},
        {"abba", n(3), 6, 4, Cycle},
        {"abba", n(4), 24, 20, Cycle},
        {"abba-ordered", n(2), 2, 0},
        {"abba-ordered", n(4), 24, 0},
        {"counter", n(1), 1, 0},
        {"counter", n(3), 6, 0},
        {"counter", n(5), 120, 0},
        {"counter-keeps-lock", n(1), 1, 0},
        {"counter-keeps-lock", n(2), 1, 1, StrandedWaiter},
        {"counter-keeps-lock", n(4), 6, 10, StrandedWaiter},
        {"filesystem", n(1), 1, 0},
        {"filesystem", n(3), 1, 0},
        {"filesystem-frees", n(1), 2, 1, Cycle},
        {"filesystem-frees", n(4), 2, 1, Cycle},
        {"independent", n(1), 1, 0},
        {"independent", n(5), 1, 0},
        {"indexer", n(1), 1, 0},
        {"indexer", n(2), 1, 0},
        {"lastzero", n(1), 2, 0},
        {"lastzero", n(2), 5, 0},
        {"lastzero", n(3), 12, 0},
        {"lastzero-none", n(1), 5, 0, Panic},
        {"lastzero-none", n(3), 28, 0, Panic},
        {"lost-wakeup", n(1), 2, 1, LostWakeup},
        {"lost-wakeup", n(2), 52, 22, LostWakeup},
        {"no-lost-wakeup", n(1), 2, 0},
        {"no-lost-wakeup", n(2), 22, 0},
        {"no-lost-wakeup", n(3), 888, 0},
        {"philosophers", n(1), 0, 1, Reentry},
        {"philosophers", n(2), 2, 1, Cycle},
        {"philosophers", n(3), 6, 1, Cycle},
        {"philosophers", n(4), 14, 1, Cycle},
        {"philosophers-ordered", n(1), 0, 1, Reentry},
        {"philosophers-ordered", n(2), 2, 0},
        {"philosophers-ordered", n(3), 6, 0},
        {"philosophers-ordered", n(4), 14, 0},
        {"prodcons", pci(1, 1, 1), 2, 0},
        {"prodcons", pci(1, 1, 3), 32, 0},
        {"prodcons", pci(1, 2, 2), 32, 0},
        {"prodcons", pci(1, 3, 2), 32, 0},
        {"prodcons", pci(2, 1, 1), 16, 0},
        {"prodcons", pci(2, 2, 1), 64, 0},
        {"prodcons", pci(1, 3, 3), 1488, 0},
        {"prodcons-one-condvar", pc(1, 1), 8, 0},
        {"prodcons-one-condvar", pc(1, 2), 36, 4, StrandedWaiter},
        {"prodcons-one-condvar", pc(2, 1), 16, 0},
        {"prodcons-one-condvar", pc(2, 2), 72, 8, StrandedWaiter},
        {"readers", n(1), 2, 0},
        {"readers", n(3), 8, 0},
        {"readers", n(5), 32, 0},
        {"three-locks", {}, 6, 1, Cycle},
        {"wait-in-a-loop", spurious(0), 2, 0},
        {"wait-in-a-loop", spurious(1), 4, 0},
        {"wait-in-a-loop", spurious(3), 8, 0},
        {"wait-once", spurious(0), 2, 0},
        {"wait-once", spurious(1), 4, 0, Panic},
        {"wait-once", spurious(3), 4, 0, Panic},
    };
}

ScenarioResult explored(const std::string& name, const Sizes& sizes,
                        const run::ExploreOptions& options = {}) {
    const Registry all = scenarios::all();
    const Scenario& scenario = *all.find(name);
    return run::explore(scenario, scenario.with(sizes), options);
}

// How many different traces that many random executions have.
std::uint64_t seen_at_random(const std::string& name, std::int64_t n, std::uint64_t executions) {
    run::ExploreOptions options;
    options.strategy = "random";
    options.max_executions = executions;
    const ScenarioResult result = explored(name, {{"n", n}}, options);
    return result.complete + result.deadlocked;
}

}  // namespace

TEST_CASE("litmus programs have as many traces as are known, and the findings that are") {
    for (const Known& program : known()) {
        const auto result = explored("litmus/" + program.name, program.sizes);
        CAPTURE(program.name, Params(program.sizes).str(), result.reason);
        CHECK(result.complete == program.complete);
        CHECK(result.deadlocked == program.deadlocked);
        CHECK(result.exhausted);
        CHECK(result.as_expected);
        CHECK(result.findings.empty() == !program.finding);
        for (const Finding& finding : result.findings) CHECK(finding.kind == program.finding);
    }
}

TEST_CASE(
    "by symmetry, litmus programs have as many traces as their interchangeable threads leave") {
    run::ExploreOptions options;
    options.symmetry = true;
    const auto traces = [&](const std::string& name, std::int64_t n) {
        const auto result = explored("litmus/" + name, {{"n", n}}, options);
        CHECK(result.symmetry);
        CHECK(result.exhausted);
        CHECK(result.as_expected);
        return result.executions;
    };
    for (std::int64_t n = 1; n <= 8; ++n) {
        CHECK(traces("counter", n) == 1);
        CHECK(traces("readers", n) == static_cast<std::uint64_t>(n) + 1);
    }
    CHECK(traces("philosophers", 3) == 6 + 1);  // each has forks of its own
}

TEST_CASE("every litmus program has a known number of traces") {
    std::set<std::string> pinned;
    for (const Known& program : known()) pinned.insert("litmus/" + program.name);
    std::set<std::string> listed;
    const Registry all = scenarios::all();
    for (const Scenario* scenario : all.select("suite:litmus")) listed.insert(scenario->name);
    CHECK(pinned == listed);
}

TEST_CASE("the classic sizes name who takes part") {
    const auto outcome = [](const std::string& name, const Sizes& sizes) {
        return run::outcome(explored("litmus/" + name, sizes));
    };
    CHECK(outcome("abba", {}) == "cycle (left, right, a, b)");
    CHECK(outcome("counter-keeps-lock", {}) == "stranded-waiter (thread 1)");
    CHECK(outcome("filesystem-frees", {}) == "cycle (thread 0, frees, lockb 0, locki 0)");
    CHECK(outcome("lastzero-none", {}) == "panic (scanner)");
    CHECK(outcome("lost-wakeup", {}) == "lost-wakeup (waiter, notifier, ready)");
    CHECK(outcome("philosophers", {{"n", 1}}) == "reentry (philosopher 0, fork 0)");
    CHECK(outcome("philosophers", {{"n", 2}}) ==
          "cycle (philosopher 0, philosopher 1, fork 0, fork 1)");
    CHECK(outcome("prodcons-one-condvar", {{"producers", 1}}) ==
          "stranded-waiter (producer 0, changed)");
    CHECK(outcome("three-locks", {}) == "cycle (first, second, third, a, b, c)");
}

// Too large for dfs: a random search shows all traces that there are, and none beyond.
TEST_CASE("filesystem has one trace up to 13 threads, indexer up to 11") {
    CHECK(seen_at_random("litmus/filesystem", 13, 300) == 1);
    CHECK(seen_at_random("litmus/filesystem", 14, 300) == 2);
    CHECK(seen_at_random("litmus/filesystem", 16, 3'000) == 8);
    CHECK(seen_at_random("litmus/indexer", 11, 300) == 1);
    CHECK(seen_at_random("litmus/indexer", 12, 3'000) == 8);
}

TEST_CASE("litmus programs run at the ends of their ranges") {
    const Registry all = scenarios::all();
    for (const Scenario* scenario : all.select("suite:litmus")) {
        for (const bool largest : {false, true}) {
            Sizes sizes;
            for (const ParamSpec& spec : scenario->params)
                sizes[spec.name] = largest ? spec.max : spec.min;
            run::ExploreOptions options;
            options.strategy = "random";
            options.max_executions = 20;
            const auto result = run::explore(*scenario, scenario->with(sizes), options);
            CAPTURE(scenario->name, largest, result.reason);
            CHECK(result.verdict != Verdict::Error);
            CHECK(result.abandoned == 0);
            CHECK(result.executions == 20);
        }
    }
}
