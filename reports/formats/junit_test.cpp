#include "reports/formats/junit.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

ScenarioResult result(const std::string& name, Verdict verdict, bool as_expected) {
    ScenarioResult made;
    made.suite = name.substr(0, name.find('/'));
    made.name = name;
    made.verdict = verdict;
    made.as_expected = as_expected;
    made.reason = as_expected ? "" : "it is not <so>";
    made.seconds = 0.5;
    return made;
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a suite of JUnit counts what is not as expected", "[reports]") {
    Report report;
    report.scenarios = {
        result("b/one", Verdict::Free, true), result("a/one", Verdict::Found, false),
        result("a/two", Verdict::Inconclusive, false), result("a/three", Verdict::Error, false),
        result("a/four", Verdict::Found, true)};
    const std::string text = to_junit(report);
    has(text, R"(<testsuites name="impasse" tests="5" failures="2" errors="1" time="2.500">)");
    has(text, R"(<testsuite name="a" tests="4" failures="2" errors="1" skipped="0" time="2.000">)");
    has(text, R"(<testsuite name="b" tests="1" failures="0" errors="0" skipped="0" time="0.500">)");
    has(text, R"(<testcase classname="a" name="a/one" time="0.500">)");
    has(text, R"(<failure type="found" message="it is not &lt;so&gt;">)");
    has(text, R"(<failure type="inconclusive")");
    has(text, R"(<error type="error")");
}

TEST_CASE("what XML has no place for is replaced in JUnit", "[reports]") {
    Report report;
    report.scenarios = {result("a/\x01\xff]]>", Verdict::Free, true)};
    const std::string text = to_junit(report);
    has(text, "a/\xEF\xBF\xBD\xEF\xBF\xBD]]&gt;");
    CHECK(text.find('\x01') == std::string::npos);
    CHECK(text.find('\xff') == std::string::npos);
}

}  // namespace impasse::reports
