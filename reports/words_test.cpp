#include "reports/words.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

TEST_CASE("a bound never reads as free", "[reports]") {
    ScenarioResult result;
    result.verdict = Verdict::FreeWithin;
    result.bound = "preemptions=2";
    result.executions = 40;
    CHECK(verdict_words(result) == "free-within preemptions=2");
    CHECK(explored_sentence(result).starts_with("free within preemptions=2"));
}

TEST_CASE("an inconclusive verdict says why", "[reports]") {
    ScenarioResult result;
    result.reason = "10 s are over";
    CHECK(explored_sentence(result).find("10 s are over") != std::string::npos);
}

TEST_CASE("a search that stopped early does not claim to be whole", "[reports]") {
    ScenarioResult result;
    result.verdict = Verdict::Found;
    result.findings.resize(1);
    CHECK(explored_sentence(result).find("there may be more") != std::string::npos);
    result.exhausted = true;
    CHECK(explored_sentence(result).find("Every execution") != std::string::npos);
}

TEST_CASE("what a raised bound has come to stands behind the verdict", "[reports]") {
    ScenarioResult result;
    result.verdict = Verdict::Free;
    result.coverage = "Within preemptions=3 the bound kept nothing out.";
    CHECK(explored_sentence(result).ends_with("hangs. " + result.coverage));
}

TEST_CASE("the overall sentence counts what is not as expected", "[reports]") {
    std::vector<ScenarioResult> results(3);
    results[0].as_expected = true;
    CHECK(overall_sentence(results) == "3 scenarios: 1 as expected, 2 not");
    CHECK(overall_sentence({}) == "no scenario was run");
}

TEST_CASE("a wait that nobody will end names nobody", "[reports]") {
    WaitEdge edge;
    edge.held_as = "sent too early";
    edge.held_at = {"a.cpp", 9};
    CHECK(held_text(edge) == "nobody: sent too early, at a.cpp:9");
}

TEST_CASE("what a holder holds and what it does are told apart", "[reports]") {
    WaitEdge edge;
    edge.holder = "solve";
    edge.held_as = "Ref (read)";
    CHECK(held_text(edge) == "solve as Ref (read)");
    edge.held_as = "being polled";
    CHECK(held_text(edge) == "solve, which is being polled");
    edge.held_as = "has not ended";
    CHECK(held_text(edge) == "solve, which has not ended");
}

TEST_CASE("large numbers are grouped", "[reports]") {
    CHECK(counted(1, "step") == "1 step");
    CHECK(counted(147456, "execution") == "147,456 executions");
}

}  // namespace impasse::reports
