#include "reports/report.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

ScenarioResult result(const std::string& name, const std::string& subject, Verdict verdict) {
    ScenarioResult made;
    made.name = name;
    made.subject = subject;
    made.verdict = verdict;
    made.as_expected = verdict == Verdict::Free;
    return made;
}

}  // namespace

TEST_CASE("the matrix has a row for a question and a column for a subject", "[reports]") {
    const Matrix matrix =
        matrix_of({result("once_map/lost-wakeup/pr1183", "pr1183", Verdict::Found),
                   result("once_map/lost-wakeup/pr1183", "pr1183", Verdict::Found),
                   result("litmus/abba", "", Verdict::Found),
                   result("once_map/lost-wakeup/pr3987", "pr3987", Verdict::Free),
                   result("once_map/remove/pr3987", "pr3987", Verdict::Free)});
    CHECK(matrix.subjects == std::vector<std::string>{"pr1183", "pr3987"});
    REQUIRE(matrix.rows.size() == 2);
    CHECK(matrix.rows[0].question == "once_map/lost-wakeup");
    CHECK(matrix.rows[0].cells == std::vector<std::vector<std::size_t>>{{0, 1}, {3}});
    CHECK(matrix.rows[1].cells == std::vector<std::vector<std::size_t>>{{}, {4}});
}

TEST_CASE("a name of two components is a question of its own", "[reports]") {
    CHECK(question_of("litmus/abba") == "litmus/abba");
    CHECK(question_of("once_map/remove/pr8146") == "once_map/remove");
}

TEST_CASE("the waits of a cycle come first", "[reports]") {
    std::vector<WaitEdge> edges(3);
    edges[0].waiter = "main";
    edges[1].waiter = "solve";
    edges[2].waiter = "fetch";
    edges[1].in_cycle = edges[2].in_cycle = true;
    const auto sorted = cycle_first(edges);
    CHECK(sorted[0].waiter == "solve");
    CHECK(sorted[1].waiter == "fetch");
    CHECK(sorted[2].waiter == "main");
}

TEST_CASE("only verdicts that occur are counted", "[reports]") {
    const auto counts =
        counts_of({result("a/b", "", Verdict::Found), result("a/c", "", Verdict::Free),
                   result("a/d", "", Verdict::Found)});
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].verdict == Verdict::Free);
    CHECK(counts[1].count == 2);
}

TEST_CASE("unexpected results are told apart by their place", "[reports]") {
    CHECK(unexpected({result("a/b", "", Verdict::Free), result("a/c", "", Verdict::Found)}) ==
          std::vector<std::size_t>{1});
}

}  // namespace impasse::reports
