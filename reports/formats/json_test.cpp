#include "reports/formats/json.hpp"

#include <nlohmann/json.hpp>

#include "harness/catch2.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse::reports {

namespace {

Finding hang() {
    Finding finding;
    finding.kind = FindingKind::Cycle;
    finding.also = {FindingKind::StrandedWaiter};
    finding.summary = "two wait for each other";
    finding.schedule = "i1:a/b:0.1:2.ff";
    finding.participants = {"fetch", "solve", "shard \"0\""};
    finding.wait_for = {{.waiter = "fetch",
                         .wants = "write lock of shard 0",
                         .wanted_at = {"a.cpp", 3},
                         .object = "shard 0",
                         .holder = "solve",
                         .held_as = "Ref (read)",
                         .held_at = {"b.cpp", 4},
                         .in_cycle = true}};
    finding.sites = {{"c.cpp", 5}};
    finding.steps = {{.number = 1,
                      .agent = "solve",
                      .operation = "read-locks",
                      .object = "shard 0",
                      .change = "free -> read by solve",
                      .where = {"b.cpp", 4},
                      .code = "auto ref = map.get(1);",
                      .follows = true,
                      .preempts = true}};
    finding.excerpts = {{{"b.cpp", 4}, 3, {"{", "    auto ref = map.get(1);", "}"}}};
    finding.point_of_no_return = 1;
    finding.cause = "with release-at-await the hang is gone";
    finding.count = 7;
    return finding;
}

ScenarioResult result() {
    ScenarioResult made;
    made.name = "suite/question/subject";
    made.source = {"scenarios/a.cpp", 12};
    made.params = {{"n", -2}, {"waiters", 3}};
    made.strategy = "dpor";
    made.bound = "preemptions=2";
    made.preemptions = 2;
    made.seed = 7;
    made.symmetry = true;
    made.spurious_wakeups = 1;
    made.verdict = Verdict::Found;
    made.expected = "free";
    made.coverage = "Within preemptions=1 nothing was found.";
    made.reason = "a cycle was found";
    made.executions = 18446744073709551615ULL;
    made.complete = 9;
    made.deadlocked = 3;
    made.seconds = 0.25;
    made.findings = {hang()};
    made.hazards = {hang()};
    made.hazards[0].kind = FindingKind::LockOrder;
    made.hazards[0].point_of_no_return.reset();
    made.hazards[0].cause.clear();
    return made;
}

nlohmann::json written() { return nlohmann::json::parse(to_json({result()})); }

std::string message_of(const std::string& text) {
    try {
        static_cast<void>(from_json(text, "run.json"));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("results survive the way to JSON and back", "[reports]") {
    const std::string text = to_json({result(), {}});
    const auto read = from_json(text, "run.json");
    REQUIRE(read.size() == 2);
    CHECK(to_json(read) == text);
    CHECK(read[0].executions == 18446744073709551615ULL);
    CHECK(read[0].params.at("n") == -2);
    CHECK(read[0].findings[0].wait_for[0].held_at.str() == "b.cpp:4");
    CHECK(read[0].findings[0].point_of_no_return == 1U);
    CHECK(read[0].findings[0].count == 7);
    CHECK(read[0].seed == 7U);
    CHECK_FALSE(read[1].seed);
    CHECK(read[0].source.str() == "scenarios/a.cpp:12");
    REQUIRE(read[0].findings[0].excerpts.size() == 1);
    CHECK(read[0].findings[0].excerpts[0].lines[1] == "    auto ref = map.get(1);");
}

TEST_CASE("the document names its schema and the contract's fields", "[reports]") {
    const auto document = written();
    CHECK(document["schema"] == "impasse-results/1");
    const auto& scenario = document["scenarios"][0];
    for (const char* name :
         {"name", "params", "strategy", "engine", "memory_model", "bound", "verdict", "expected",
          "as_expected", "exhausted", "executions", "complete", "deadlocked", "redundant",
          "abandoned", "steps", "seconds", "findings", "hazards"})
        CHECK(scenario.contains(name));
    for (const char* name : {"kind", "also", "summary", "fingerprint", "schedule", "participants",
                             "wait_for", "steps", "point_of_no_return", "cause"})
        CHECK(scenario["findings"][0].contains(name));
}

TEST_CASE("what is unknown is null", "[reports]") {
    const auto hazard = written()["scenarios"][0]["hazards"][0];
    CHECK(hazard["point_of_no_return"].is_null());
    CHECK(hazard["cause"].is_null());
}

TEST_CASE("a hazard is never among the findings", "[reports]") {
    auto document = written();
    CHECK(document["scenarios"][0]["findings"].size() == 1);
    document["scenarios"][0]["findings"][0]["kind"] = "lock-order";
    CHECK(message_of(document.dump()) ==
          "run.json: scenarios[0].findings[0].kind 'lock-order' is a hazard");
}

TEST_CASE("every truncation of a document is refused", "[reports]") {
    const std::string text = to_json({result()});
    for (std::size_t length = 0; length + 2 < text.size(); length += 13)
        CHECK_FALSE(message_of(text.substr(0, length)).empty());
}

TEST_CASE("a refusal is one line that names the source and the place", "[reports]") {
    CHECK(message_of("{\"schema\": \"other/9\", \"scenarios\": []}") ==
          "run.json: schema is 'other/9', not 'impasse-results/1'");
    CHECK(message_of("[]") == "run.json: the document must be an object");
    CHECK(message_of("{\"a\":\n\n").find('\n') == std::string::npos);
    auto document = written();
    document["scenarios"][0]["findings"][0]["wait_for"][0]["held_at"]["line"] = -1;
    CHECK(message_of(document.dump()) ==
          "run.json: scenarios[0].findings[0].wait_for[0].held_at.line must be an integer, not "
          "negative");
    document = written();
    document["scenarios"][0].erase("verdict");
    CHECK(message_of(document.dump()) == "run.json: scenarios[0] has no 'verdict'");
}

TEST_CASE("extras may be absent", "[reports]") {
    auto document = written();
    for (const char* name :
         {"about", "subject", "suite", "coverage", "reason", "preemptions", "spurious_wakeups"})
        document["scenarios"][0].erase(name);
    for (const char* name : {"count", "sites"}) document["scenarios"][0]["findings"][0].erase(name);
    const auto read = from_json(document.dump(), "run.json");
    CHECK(read[0].findings[0].count == 1);
}

TEST_CASE("what was measured is written and read", "[reports]") {
    ScenarioResult measured = result();
    measured.measures["steps until"] = {-1, 4};
    const auto read = from_json(to_json({measured, result()}), "run.json");
    CHECK(read[0].measures.at("steps until").least == -1);
    CHECK(read[0].measures.at("steps until").most == 4);
    CHECK(read[1].measures.empty());
}

TEST_CASE("bytes that are not UTF-8 are replaced", "[reports]") {
    ScenarioResult odd = result();
    odd.name = "bad \xff\xc3 name";
    CHECK(from_json(to_json({odd}), "run.json")[0].name.starts_with("bad \xEF\xBF\xBD"));
}

}  // namespace impasse::reports
