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

TEST_CASE("the matrix has a row for a question with its parameters and a column for a subject",
          "[reports]") {
    std::vector<ScenarioResult> results = {
        result("once_map/lost-wakeup/pr3987", "b", Verdict::Free),
        result("once_map/lost-wakeup/pr1183", "a", Verdict::Found),
        result("once_map/lost-wakeup/pr1183", "a", Verdict::Found),
        result("litmus/abba", "", Verdict::Found),
        result("once_map/remove/pr3987", "b", Verdict::FreeWithin)};
    results[2].params = {{"waiters", 2}};
    const auto matrices = matrices_of(results);
    REQUIRE(matrices.size() == 1);
    const Matrix& matrix = matrices[0];
    CHECK(matrix.suite == "once_map");
    CHECK(matrix.subjects == std::vector<std::string>{"a", "b"});
    REQUIRE(matrix.rows.size() == 3);
    using Cells = std::vector<std::optional<std::size_t>>;
    CHECK(matrix.rows[0].question == "lost-wakeup");
    CHECK(matrix.rows[0].cells == Cells{1, 0});
    CHECK(matrix.rows[1].params == "waiters=2");
    CHECK(matrix.rows[1].cells == Cells{2, std::nullopt});
    CHECK(matrix.rows[2].cells == Cells{std::nullopt, 4});
    CHECK(tally_of(matrix.rows[0].cells, results).free == 1);
    CHECK(tally_of(matrix.rows[0].cells, results).asked == 2);
    CHECK(tally_of_subject(matrix, 0, results).free == 0);
    CHECK(tally_of_subject(matrix, 1, results).free == 2);
}

TEST_CASE("a suite whose questions have one subject each has no matrix", "[reports]") {
    CHECK(
        matrices_of({result("s/one/a", "a", Verdict::Free), result("s/two/b", "b", Verdict::Free)})
            .empty());
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
