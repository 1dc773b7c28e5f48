#include "reports/formats/text.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

Finding hang() {
    Finding finding;
    finding.summary = "fetch and solve wait for each other";
    finding.schedule = "i1:resolver/hang:0x3.1:4.9f";
    finding.wait_for = {{.waiter = "fetch",
                         .wants = "write lock of shard 3",
                         .wanted_at = {"models/resolver/fetch.hpp", 12},
                         .object = "shard 3",
                         .holder = "solve",
                         .held_as = "Ref (read)",
                         .held_at = {"models/once_map.hpp", 41},
                         .in_cycle = true}};
    finding.steps = {{.number = 1, .agent = "solve", .operation = "read-locks"},
                     {.number = 2, .agent = "fetch", .operation = "write-locks", .preempts = true}};
    finding.point_of_no_return = 1;
    return finding;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a verdict's line fits a terminal and names the kind", "[reports]") {
    ScenarioResult result;
    result.name = "once_map/lost-wakeup/pr1183";
    result.params = {{"waiters", 1}};
    result.verdict = Verdict::Found;
    result.as_expected = true;
    result.findings.resize(1);
    result.findings[0].kind = FindingKind::LostWakeup;
    result.executions = 1234567;
    const std::string line = verdict_line(result);
    CHECK(line.starts_with("ok "));
    CHECK(has(line, "once_map/lost-wakeup/pr1183 waiters=1"));
    CHECK(has(line, "found lost-wakeup"));
    CHECK_FALSE(has(line, "expected"));
    CHECK(line.size() <= 100);
}

TEST_CASE("a line says what was expected if that differs", "[reports]") {
    ScenarioResult result;
    result.name = "litmus/abba";
    result.verdict = Verdict::Free;
    result.expected = "cycle (left, right)";
    CHECK(verdict_line(result).starts_with("FAIL "));
    CHECK(has(verdict_line(result), "expected cycle (left, right)"));
}

TEST_CASE("an inconclusive result is no failure of the program, and is marked apart", "[reports]") {
    CHECK(verdict_line({}).starts_with("OPEN "));
}

TEST_CASE("a finding's text has its waits, its steps and its replay command", "[reports]") {
    const std::string text = finding_text(hang());
    CHECK(has(text, "cycle: fetch and solve wait for each other"));
    CHECK(has(text, "write lock of shard 3 (models/resolver/fetch.hpp:12)"));
    CHECK(has(text, "solve as Ref (read), taken at models/once_map.hpp:41"));
    CHECK(has(text, "2  >  fetch  write-locks"));
    CHECK(has(text, "<- point of no return"));
    CHECK(has(text, "replay: build/impasse replay i1:resolver/hang:0x3.1:4.9f\n"));
}

TEST_CASE("no line ends in blanks", "[reports]") { CHECK_FALSE(has(finding_text(hang()), " \n")); }

}  // namespace impasse::reports
