#include "reports/formats/changes.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

Finding finding(const std::string& fingerprint) {
    Finding made;
    made.fingerprint = fingerprint;
    made.summary = "it hangs";
    return made;
}

ScenarioResult result(const std::string& name, Verdict verdict, bool exhausted = true) {
    ScenarioResult made;
    made.name = name;
    made.verdict = verdict;
    made.exhausted = exhausted;
    if (verdict == Verdict::FreeWithin) made.bound = "preemptions=2";
    if (verdict == Verdict::FreeWithin) made.preemptions = 2;
    if (verdict == Verdict::Found) made.findings = {finding("cycle-1")};
    return made;
}

}  // namespace

TEST_CASE("the lines of a comparison name what has changed, the worst first", "[reports]") {
    const std::vector<ScenarioResult> base{result("a/fixed", Verdict::Found),
                                           result("a/weaker", Verdict::Free),
                                           result("a/gone", Verdict::Free)};
    const std::vector<ScenarioResult> head{result("a/fixed", Verdict::Free),
                                           result("a/weaker", Verdict::FreeWithin),
                                           result("a/new", Verdict::Found)};
    const std::string text = changes_text(compare(base, head));
    const auto at = [&](const char* words) {
        INFO(words << "\n" << text);
        CHECK(text.find(words) != std::string::npos);
        return text.find(words);
    };
    CHECK(at("new     a/new") < at("cycle: it hangs"));
    CHECK(at("cycle: it hangs") < at("weaker  a/weaker"));
    CHECK(at("free -> free-within preemptions=2") < at("gone    a/gone"));
    CHECK(at("gone    a/gone") < at("fixed   a/fixed"));
    CHECK(at("fixed   a/fixed") < at("added   a/new"));
}

}  // namespace impasse::reports
