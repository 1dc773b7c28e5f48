#include "reports/formats/markdown.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

ScenarioResult found(const std::string& name, bool as_expected) {
    ScenarioResult made;
    made.suite = "a";
    made.name = name;
    made.verdict = Verdict::Found;
    made.as_expected = as_expected;
    made.exhausted = true;
    made.reason = as_expected ? "" : "it is expected to be free";
    Finding finding;
    finding.summary = "two wait for each other";
    finding.fingerprint = "cycle-1";
    made.findings = {finding};
    return made;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the story of what is not as expected is told in Markdown", "[reports]") {
    Report report;
    report.scenarios = {found("a/known", true), found("a/surprise", false)};
    const std::string text = to_markdown(report);
    INFO(text);
    CHECK(has(text, "# 2 scenarios: 1 as expected, 1 not"));
    CHECK(has(text, "| a/surprise | found cycle |"));
    CHECK(has(text, "<summary>a/surprise: two wait for each other</summary>"));
    CHECK_FALSE(has(text, "<summary>a/known"));
}

TEST_CASE("with a base the stories are those of new findings", "[reports]") {
    Report report;
    report.scenarios = {found("a/known", true), found("a/fresh", true)};
    report.base = Report::Base{"main.json", {found("a/known", true)}};
    const std::string text = to_markdown(report);
    INFO(text);
    CHECK(has(text, "Since main.json: 1 new, 1 still there, 1 scenario was added."));
    CHECK(has(text, "| new | a/fresh | cycle: two wait for each other |"));
    CHECK(has(text, "<summary>a/fresh: two"));
    CHECK_FALSE(has(text, "<summary>a/known"));
}

TEST_CASE("a summary keeps within its size, and counts the stories that it leaves out",
          "[reports]") {
    Report report;
    for (int i = 0; i < 50; ++i) report.scenarios.push_back(found("a/" + std::to_string(i), false));
    const std::string whole = to_markdown(report);
    const std::string part = to_markdown(report, 8'000);
    CHECK(whole.size() > 8'000);
    CHECK(part.size() <= 8'000);
    CHECK(has(part, "stories more: the HTML report has them."));
}

TEST_CASE("names are no markup in Markdown", "[reports]") {
    Report report;
    report.scenarios = {found("a/|<b>`x`\n@you [l](http://u)", false)};
    report.scenarios.front().findings.front().summary = "```\n</details><script>";
    const std::string text = to_markdown(report);
    INFO(text);
    CHECK(has(text, R"(| a/\|&lt;b&gt;\`x\` @)"));
    CHECK(has(text, "\\[l\\](http:\xE2\x80\x8B//u)"));
    CHECK_FALSE(has(text, "<script>\n</details>"));
    CHECK(has(text, "````text\n"));
}

}  // namespace impasse::reports
