#include "reports/compare.hpp"

#include "harness/catch2.hpp"
#include "reports/formats/changes.hpp"

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

std::string compared(const ScenarioResult& base, const ScenarioResult& head) {
    const std::vector<ScenarioResult> before{base};
    const std::vector<ScenarioResult> now{head};
    const Comparison comparison = compare(before, now);
    return compared_sentence(comparison) + (comparison.worse() ? " (worse)" : "");
}

}  // namespace

TEST_CASE("a finding is new, still there or fixed", "[reports]") {
    const auto free = result("a/b", Verdict::Free);
    const auto found = result("a/b", Verdict::Found);
    CHECK(compared(free, free) == "nothing has changed");
    CHECK(compared(free, found) == "1 new (worse)");
    CHECK(compared(found, found) == "1 still there");
    CHECK(compared(found, free) == "1 fixed");
    auto other = found;
    other.findings.front().fingerprint = "cycle-2";
    CHECK(compared(found, other) == "1 new, 1 fixed (worse)");
}

TEST_CASE("what a search that was cut short does not show is not fixed", "[reports]") {
    const auto found = result("a/b", Verdict::Found);
    CHECK(compared(found, result("a/b", Verdict::Inconclusive, false)) ==
          "1 verdict is weaker, 1 not seen again (worse)");
    auto other = result("a/b", Verdict::Found, false);
    other.findings.front().fingerprint = "cycle-2";
    CHECK(compared(found, other) == "1 new, 1 verdict is weaker, 1 not seen again (worse)");
    CHECK(compared(found, result("a/b", Verdict::FreeWithin)) ==
          "1 verdict is weaker, 1 not seen again (worse)");
}

TEST_CASE("a verdict that says less is weaker", "[reports]") {
    const auto free = result("a/b", Verdict::Free);
    const auto within = result("a/b", Verdict::FreeWithin);
    auto within_less = within;
    within_less.bound = "preemptions=1";
    within_less.preemptions = 1;
    const auto unknown = result("a/b", Verdict::Inconclusive, false);
    CHECK(compared(free, within) == "1 verdict is weaker (worse)");
    CHECK(compared(within, within_less) == "1 verdict is weaker (worse)");
    CHECK(compared(within, unknown) == "1 verdict is weaker (worse)");
    CHECK(compared(unknown, result("a/b", Verdict::Error, false)) == "1 verdict is weaker (worse)");
    CHECK(compared(within, free) == "1 verdict is stronger");
    CHECK(compared(within_less, within) == "1 verdict is stronger");
}

TEST_CASE("scenarios are the same by name, parameters and engine", "[reports]") {
    const auto one = result("a/b", Verdict::Free);
    auto two = one;
    two.params = {{"n", 2}};
    CHECK(compared(one, two) == "1 scenario was not run any more, 1 scenario was added (worse)");
    auto relacy = one;
    relacy.engine = "relacy";
    CHECK(compared(one, relacy) == "1 scenario was not run any more, 1 scenario was added (worse)");
}

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
