#include "harness/run/minimise.hpp"

#include <set>
#include <string>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;
using run::explored;
using run::outcome;

namespace {

// "hangs" locks its mutex twice, once somebody has answered: main, or a helper, in fewer steps.
// Three switches either way.
void answered_by_main_or_a_helper() {
    sync::mutex lock("lock");
    sync::latch asked(1, "asked");
    sync::latch answered(1, "answered");
    const bool helped = sync::choose(2) == 0;
    sync::thread hangs("hangs", [&] {
        asked.count_down();
        answered.wait();
        lock.lock();
        lock.lock();
    });
    const auto answer = [&] {
        asked.wait();
        answered.count_down();
    };
    if (helped) {
        sync::thread helper("helper", answer);
        hangs.join();
    } else {
        sync::atomic<int> thought(0, "thought");
        for (int i = 0; i < 5; ++i) thought.fetch_add(1);
        answer();
        hangs.join();
    }
}

std::size_t agents_in(const Finding& finding) {
    std::set<std::string> agents;
    for (const StepLine& line : finding.steps) agents.insert(line.agent);
    return agents.size();
}

}  // namespace

TEST_CASE("of two stories with as many switches, the one with fewer agents is told") {
    const auto result = explored(answered_by_main_or_a_helper);
    REQUIRE(outcome(result) == "reentry (hangs, lock)");
    const Finding& finding = result.findings.front();
    CHECK(finding.count == 2);
    CHECK(finding.switches == 3);
    CHECK(finding.fewest_switches);
    CHECK(agents_in(finding) == 2);
}

TEST_CASE("fewer switches come before fewer agents, and these before fewer steps") {
    const auto kept = [](std::vector<AgentId> agents) {
        std::vector<Move> moves;
        for (const AgentId agent : agents) moves.push_back({agent, 0});
        return run::kept_of({}, moves);
    };
    CHECK(run::better(kept({0, 0, 1, 2}), kept({0, 1, 0, 1})));
    CHECK(run::better(kept({0, 1, 1, 0}), kept({0, 1, 2})));
    CHECK(run::better(kept({0, 1, 0}), kept({0, 1, 1, 0})));
    CHECK_FALSE(run::better(kept({0, 1, 0}), kept({0, 1, 0})));
}
