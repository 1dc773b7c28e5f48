#include "reports/formats/sarif.hpp"

#include <nlohmann/json.hpp>

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

using nlohmann::json;

ScenarioResult found(bool as_expected) {
    ScenarioResult made;
    made.suite = "a";
    made.name = "a/b";
    made.verdict = Verdict::Found;
    made.as_expected = as_expected;
    made.exhausted = true;
    Finding finding;
    finding.kind = FindingKind::Cycle;
    finding.summary = "two wait for each other";
    finding.fingerprint = "cycle-1";
    finding.schedule = "i1:a/b:0.1:2.ff";
    finding.wait_for = {{.waiter = "left", .wants = "lock of b", .wanted_at = {"dir/a b.cpp", 7}}};
    for (unsigned i = 1; i <= 4; ++i)
        finding.steps.push_back({.number = i,
                                 .agent = i % 2 == 1 ? "left" : "right",
                                 .operation = "locks",
                                 .object = "a",
                                 .where = {"dir/a b.cpp", 10 + i}});
    finding.point_of_no_return = 3;
    made.findings = {finding};
    return made;
}

json results_of(const Report& report) {
    return json::parse(to_sarif(report))["runs"][0]["results"];
}

}  // namespace

TEST_CASE("a finding is a result of SARIF with a thread flow an agent", "[reports]") {
    Report report;
    report.scenarios = {found(false)};
    const json result = results_of(report)[0];
    CHECK(result["ruleId"] == "impasse/cycle");
    CHECK(result["level"] == "error");
    CHECK_FALSE(result.contains("suppressions"));
    const json place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "dir/a%20b.cpp");
    CHECK(place["region"]["startLine"] == 7);
    const json flows = result["codeFlows"][0]["threadFlows"];
    REQUIRE(flows.size() == 2);
    CHECK(flows[0]["id"] == "left");
    CHECK(flows[0]["locations"].size() == 2);
    CHECK(flows[0]["locations"][1]["executionOrder"] == 3);
    CHECK(flows[0]["locations"][1]["importance"] == "essential");
    CHECK(flows[1]["locations"][0]["location"]["message"]["text"] == "right locks a");
}

TEST_CASE("each result of SARIF is of a rule that is there", "[reports]") {
    Report report;
    report.scenarios = {found(false)};
    const json run = json::parse(to_sarif(report))["runs"][0];
    const json rules = run["tool"]["driver"]["rules"];
    for (const json& result : run["results"])
        CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
    for (const json& rule : rules) CHECK_FALSE(rule["fullDescription"]["text"] == "");
}

TEST_CASE("what has no place in the sources is no result of SARIF", "[reports]") {
    Report report;
    report.scenarios = {found(false)};
    Finding& finding = report.scenarios.front().findings.front();
    finding.wait_for.clear();
    CHECK(results_of(report)[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 14);
    finding.steps.clear();
    CHECK(results_of(report).empty());
    report.scenarios.front().source = {"scenarios/a.cpp", 3};
    CHECK(results_of(report)[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3);
}

TEST_CASE("what is expected is a note that is suppressed", "[reports]") {
    Report report;
    report.scenarios = {found(true)};
    const json result = results_of(report)[0];
    CHECK(result["level"] == "note");
    CHECK(result["suppressions"].size() == 1);
}

TEST_CASE("a result says whether the base has it", "[reports]") {
    Report report;
    report.scenarios = {found(false)};
    CHECK_FALSE(results_of(report)[0].contains("baselineState"));
    report.base = Report::Base{"main.json", {found(false)}};
    CHECK(results_of(report)[0]["baselineState"] == "unchanged");
    report.base->scenarios.front().findings.front().fingerprint = "cycle-2";
    CHECK(results_of(report)[0]["baselineState"] == "new");
}

TEST_CASE("of more steps than are shown the last ones stand in SARIF", "[reports]") {
    Report report;
    report.scenarios = {found(false)};
    auto& steps = report.scenarios.front().findings.front().steps;
    for (unsigned i = 5; i <= 3'000; ++i)
        steps.push_back({.number = i, .agent = "left", .operation = "locks", .object = "a"});
    const json flows = results_of(report)[0]["codeFlows"][0]["threadFlows"];
    REQUIRE(flows.size() == 1);
    CHECK(flows[0]["locations"].size() == 1'000);
    CHECK(flows[0]["locations"].back()["executionOrder"] == 3'000);
}

}  // namespace impasse::reports
