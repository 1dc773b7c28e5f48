#include "harness/catch2.hpp"
#include "harness/detect/detector.hpp"

using namespace impasse;
using namespace impasse::trace;

namespace {

AgentView waits_for(AgentId id, const char* name, const char* object, std::vector<Holder> holders) {
    AgentView agent;
    agent.id = id;
    agent.name = name;
    Wait wait;
    wait.object_name = object;
    wait.wants = std::string("lock of ") + object;
    wait.holders = std::move(holders);
    agent.waits.push_back(wait);
    return agent;
}

AgentView waits_for_signal(AgentId id, const char* name, unsigned since,
                           std::vector<SignalView> sent) {
    AgentView agent = waits_for(id, name, "ready", {});
    agent.waits[0].since = since;
    agent.waits[0].notification = true;
    agent.waits[0].signals = std::move(sent);
    return agent;
}

Snapshot stuck(std::vector<AgentView> agents) {
    Snapshot snapshot;
    snapshot.stuck = true;
    snapshot.agents = std::move(agents);
    return snapshot;
}

Holder held_by(AgentId id, const char* name) { return {id, name, "lock (write)", {"x.cpp", 1}}; }

const Finding& only(const detect::Judgement& judgement) {
    REQUIRE(judgement.findings.size() == 1);
    return judgement.findings.front();
}

}  // namespace

TEST_CASE("an execution that came to its end has no finding") {
    CHECK(detect::judge(Snapshot()).findings.empty());
}

TEST_CASE("of two cycles the smaller one is reported") {
    const auto judgement = detect::judge(stuck({
        waits_for(1, "a", "x", {held_by(2, "b")}),
        waits_for(2, "b", "y", {held_by(3, "c")}),
        waits_for(3, "c", "z", {held_by(1, "a"), held_by(2, "b")}),
    }));
    CHECK(only(judgement).kind == FindingKind::Cycle);
    CHECK(only(judgement).participants == std::vector<std::string>{"b", "c", "y", "z"});
}

TEST_CASE("one agent that waits for itself is a reentry") {
    const auto judgement = detect::judge(stuck({waits_for(1, "a", "x", {held_by(1, "a")})}));
    CHECK(only(judgement).kind == FindingKind::Reentry);
}

TEST_CASE("a chain that ends at someone who waits for a signal is no cycle") {
    const auto judgement = detect::judge(
        stuck({waits_for(1, "a", "x", {held_by(2, "b")}), waits_for_signal(2, "b", 3, {})}));
    CHECK(only(judgement).kind == FindingKind::StrandedWaiter);
    CHECK(only(judgement).participants.front() == "b");
}

TEST_CASE("who waits for any of several things takes part in no cycle") {
    auto either = waits_for(1, "a", "x", {held_by(2, "b")});
    either.any_of = true;
    const auto judgement =
        detect::judge(stuck({either, waits_for(2, "b", "y", {held_by(1, "a")})}));
    CHECK(judgement.findings.empty() == false);
    CHECK(only(judgement).kind != FindingKind::Cycle);
}

TEST_CASE("a signal before the wait was lost, none at all strands the waiter") {
    const SignalView early{"n", 2, 0, {"x.cpp", 9}, false};
    CHECK(only(detect::judge(stuck({waits_for_signal(1, "w", 5, {early})}))).kind ==
          FindingKind::LostWakeup);
    CHECK(only(detect::judge(stuck({waits_for_signal(1, "w", 5, {})}))).kind ==
          FindingKind::StrandedWaiter);
}

TEST_CASE("a signal after the wait began is not the one that was lost") {
    const SignalView late{"n", 8, 1, {"x.cpp", 9}, false};
    CHECK(only(detect::judge(stuck({waits_for_signal(1, "w", 5, {late})}))).kind ==
          FindingKind::StrandedWaiter);
}

TEST_CASE("a panic comes before what it left stuck, and that is named beside it") {
    Snapshot snapshot = stuck({waits_for_signal(1, "w", 5, {})});
    snapshot.panics.push_back({"p", "on purpose", {"x.cpp", 2}, false});
    CHECK(only(detect::judge(snapshot)).kind == FindingKind::Panic);
    CHECK(only(detect::judge(snapshot)).also ==
          std::vector<FindingKind>{FindingKind::StrandedWaiter});
}

TEST_CASE("a guard across an await is a hazard and no finding") {
    Snapshot snapshot;
    snapshot.held.push_back({"solve", "shard 0", "Ref", {"x.cpp", 1}, {"x.cpp", 2}});
    const auto judgement = detect::judge(snapshot);
    CHECK(judgement.findings.empty());
    REQUIRE(judgement.hazards.size() == 1);
    CHECK(judgement.hazards.front().kind == FindingKind::GuardAcrossAwait);
}

TEST_CASE("every stuck execution is judged to be something") {
    AgentView mute;
    mute.id = 1;
    mute.name = "mute";
    CHECK_FALSE(detect::judge(stuck({mute})).findings.empty());
}
