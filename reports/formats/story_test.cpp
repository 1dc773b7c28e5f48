#include "reports/formats/story.hpp"

#include <algorithm>

#include "harness/catch2.hpp"
#include "reports/formats/aligned.hpp"

namespace impasse::reports {

namespace {

// b takes the lock at step 3 of 30 and keeps it; a waits. In between others do what does not matter.
Finding stuck() {
    const Site taken{.file = "x.cpp", .line = 4};
    Finding finding;
    finding.kind = FindingKind::Cycle;
    finding.summary = "a waits for b";
    finding.participants = {"a", "b", "lock"};
    for (unsigned i = 1; i <= 30; ++i)
        finding.steps.push_back({.number = i,
                                 .agent = "c",
                                 .operation = "loads",
                                 .object = i == 2 ? "lock 2" : "flag",
                                 .where = {.file = "y.cpp", .line = i}});
    finding.steps[0] = {.number = 1, .agent = "a", .operation = "locks", .object = "lock"};
    finding.steps[2] = {
        .number = 3, .agent = "b", .operation = "locks", .object = "lock", .where = taken};
    finding.steps[20].preempts = true;
    finding.wait_for = {{.waiter = "a",
                         .wants = "lock of lock",
                         .object = "lock",
                         .holder = "b",
                         .held_as = "guard",
                         .held_at = taken,
                         .in_cycle = true},
                        {.waiter = "main", .wants = "end of a", .object = "a", .holder = "a"}};
    finding.point_of_no_return = 11;
    finding.continuations = 7;
    finding.schedule = "i1:x:1.2:2.abc";
    return finding;
}

std::vector<unsigned> numbers(const std::vector<StepLine>& lines) {
    std::vector<unsigned> all;
    for (const StepLine& line : lines) all.push_back(line.number);
    return all;
}

}  // namespace

TEST_CASE("steps matter that are on what is held, from where it was taken", "[story]") {
    Finding finding = stuck();
    CHECK(numbers(steps_that_matter(finding, 12)) == std::vector<unsigned>{3, 11, 21});
    finding.steps[25].object = "lock";
    CHECK(numbers(steps_that_matter(finding, 12)) == std::vector<unsigned>{3, 11, 21, 26});
    CHECK(numbers(steps_that_matter(finding, 2)) == std::vector<unsigned>{21, 26});
}

TEST_CASE("a story has the sentence, the waits, the point of no return and the cause", "[story]") {
    Finding finding = stuck();
    ScenarioResult result;
    result.name = "suite/x";
    const auto has = [&](const std::string& text) {
        return story_text(result, finding).find(text) != std::string::npos;
    };
    CHECK(has("cycle: a waits for b."));
    CHECK(has("stuck behind them: main\n"));
    CHECK(has("3 of 30 steps:"));
    CHECK(has("Behind step 11 nothing avoids it: all 7 continuations end so."));
    CHECK(has("--break 11"));
    CHECK_FALSE(has("Cause"));
    CHECK_FALSE(has("None of the changes"));
    finding.what_if = {{.change = "it rains", .came_to = "it is still found"},
                       {.change = "it snows", .came_to = "free, all 3 traces", .removes = true}};
    CHECK(
        has("None of the changes that were tried removes it:\n  if it rains: it is still found\n"));
    finding.cause = "If it snows: free, all 3 traces.";
    CHECK(has("Cause, as tested: If it snows: free, all 3 traces.\n  if it rains"));
    const std::string text = story_text(result, finding);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 30);
}

TEST_CASE("what cannot be avoided says so, and marks no step", "[story]") {
    Finding finding = stuck();
    finding.inevitable = true;
    finding.point_of_no_return = 1;
    const std::string text = story_text({}, finding);
    CHECK(text.find("Nothing avoids it: all 7 traces of the program end so.") != std::string::npos);
    CHECK(text.find("<- no return") == std::string::npos);
}

TEST_CASE("text is wrapped between words", "[story]") {
    CHECK(wrapped("one two three", 7, "  ") == "one two\n  three\n");
    CHECK(wrapped("one", 2, "  ") == "one\n");
    CHECK(wrapped("  if it rains", 6, "    ") == "  if\n    it\n    rains\n");
    CHECK(wrapped("one two     ", 7, "").starts_with("one two\n"));  // the rest is spaces
}

}  // namespace impasse::reports
