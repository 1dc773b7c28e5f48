#include "reports/formats/html.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

namespace {

Finding hang() {
    Finding finding;
    finding.summary = "fetch and solve wait for each other";
    finding.schedule = "i1:resolver/hang:0.1:2.ff";
    finding.fingerprint = "cycle-0123";
    finding.wait_for = {{.waiter = "fetch",
                         .wants = "write lock of shard 3",
                         .wanted_at = {"fetch.hpp", 12},
                         .object = "shard 3",
                         .holder = "solve",
                         .held_as = "Ref (read)",
                         .held_at = {"once_map.hpp", 41},
                         .in_cycle = true}};
    finding.steps = {
        {.number = 1, .agent = "solve", .operation = "read-locks", .object = "shard 3"},
        {.number = 2,
         .agent = "fetch",
         .operation = "takes",
         .object = "worker 0",
         .follows = true}};
    finding.point_of_no_return = 1;
    return finding;
}

ScenarioResult found() {
    ScenarioResult result;
    result.name = "resolver/hang/waitmap";
    result.subject = "waitmap";
    result.verdict = Verdict::Found;
    result.findings = {hang()};
    return result;
}

std::string page_of(const ScenarioResult& result) { return to_html({"Run", "", {result}}); }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

bool has(const std::string& text, const std::string& part) { return count_of(text, part) > 0; }

}  // namespace

TEST_CASE("names with markup are text, wherever they stand", "[reports]") {
    const std::string evil = "<script>alert('x')</script>\" onload=\"x";
    ScenarioResult result = found();
    result.name = result.about = result.subject = result.expected = result.reason = evil;
    result.strategy = result.engine = result.bound = evil;
    Finding& finding = result.findings[0];
    finding.summary = finding.cause = finding.schedule = finding.fingerprint = evil;
    finding.what_if = {{.change = evil, .came_to = evil}};
    finding.participants = {evil};
    finding.wait_for[0].waiter = finding.wait_for[0].object = evil;
    finding.steps[0].agent = finding.steps[0].code = finding.steps[0].change = evil;
    const std::string page = to_html({evil, evil, {result}});
    CHECK(count_of(page, "<script") == 1);  // ours
    CHECK_FALSE(has(page, "<script>alert"));
    CHECK_FALSE(has(page, "\" onload="));
}

TEST_CASE("a finding says what was tried, each change in a row of a table", "[reports]") {
    ScenarioResult result = found();
    CHECK(has(page_of(result), "Behind step 1 nothing avoids it"));
    CHECK_FALSE(has(page_of(result), "Cause, as tested"));
    Finding& finding = result.findings[0];
    finding.what_if = {{.change = "it rains", .came_to = "it is still found"}};
    CHECK(has(page_of(result), "None of the changes that were tried removes it"));
    finding.what_if.push_back(
        {.change = "it snows", .came_to = "free, all 3 traces", .removes = true});
    finding.cause = "If it snows: free, all 3 traces.";
    const std::string page = page_of(result);
    CHECK(has(page, "Cause, as tested: If it snows: free, all 3 traces."));
    CHECK(has(page, "<tr class=\"removes\"><th scope=\"row\">if it snows</th>"));
    CHECK(has(page, "<tr><th scope=\"row\">if it rains</th>"));
    finding.point_of_no_return.reset();
    finding.what_if.clear();
    CHECK(has(page_of(result), "Cause, as tested: If it snows"));
}

TEST_CASE("a page needs nothing from elsewhere", "[reports]") {
    const std::string page = page_of(found());
    for (const char* part : {"http:", "https:", "src=", "<link", "url(", "fetch("})
        CHECK_FALSE(has(page, part));
}

TEST_CASE("a finding has its sentence, graph, lanes and replay command in this order",
          "[reports]") {
    const std::string page = page_of(found());
    std::size_t at = page.find("<details");
    for (const char* part : {"fetch and solve wait for each other", "<svg",
                             "once_map.hpp:41</code>", "class=\"lanes\"", "Point of no return",
                             "build/impasse replay i1:resolver/hang:0.1:2.ff"}) {
        at = page.find(part, at);
        CHECK(at != std::string::npos);
    }
}

TEST_CASE("a finding says how short its story is, and whether that is proved", "[reports]") {
    ScenarioResult result = found();
    CHECK_FALSE(has(page_of(result), "between agents"));  // nobody has looked for a shorter one
    Finding& finding = result.findings[0];
    finding.switches = 1;
    CHECK(has(page_of(result), "1 switch between agents: the fewest that were seen."));
    finding.fewest_switches = true;
    const std::string page = page_of(result);
    CHECK(has(page, "1 switch between agents: no schedule with fewer shows it, nor one"));
    CHECK(page.find("How it comes to this") < page.find("between agents"));
    CHECK(page.find("between agents") < page.find("class=\"lanes\""));
}

TEST_CASE("what is not as expected comes first", "[reports]") {
    ScenarioResult good;
    good.name = "litmus/good";
    good.as_expected = true;
    good.verdict = Verdict::Free;
    const std::string page = to_html({"Run", "", {good, found()}});
    CHECK(has(page, "2 scenarios: 1 as expected, 1 not"));
    CHECK(page.find("Not as expected") < page.find("litmus/good"));
    CHECK(page.find("id=\"s-resolver-hang-waitmap\"") < page.find("id=\"s-litmus-good\""));
}

TEST_CASE("a hazard is closed, is called one and leaves the verdict alone", "[reports]") {
    ScenarioResult result;
    result.name = "litmus/order";
    result.verdict = Verdict::Free;
    result.as_expected = true;
    result.hazards = {hang()};
    result.hazards[0].kind = FindingKind::LockOrder;
    const std::string page = page_of(result);
    CHECK(has(page, "1 scenario: as expected"));
    CHECK(has(page, "class=\"finding hazard\" id=\"f-litmus-order-"));
    CHECK_FALSE(has(page, "v-found\">"));
}

TEST_CASE("every link leads to one place of the page", "[reports]") {
    ScenarioResult twin = found();
    twin.engine = "relacy";
    const std::string page = to_html({"Run", "", {found(), twin}});
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 1)) {
        const std::size_t begin = at + 7;
        const std::string id = page.substr(begin, page.find('"', begin) - begin);
        CHECK(count_of(page, "id=\"" + id + "\"") == 1);
    }
}

TEST_CASE("rounds that are taken again and again are shown three times", "[reports]") {
    ScenarioResult result = found();
    auto& steps = result.findings[0].steps;
    for (unsigned number = 3; number < 203; ++number)
        steps.push_back(
            {.number = number, .agent = "solve", .operation = number % 2 ? "adds" : "gives way"});
    const std::string page = page_of(result);
    CHECK(has(page, "97 times more: the same 2 steps again and again"));
    CHECK(count_of(page, "<b>adds</b>") == 3);
    CHECK(has(page, "<th scope=row>202<"));
    result.findings[0].point_of_no_return = 100;  // is not put away
    CHECK(count_of(page_of(result), "<b>adds</b>") == 100);
}

TEST_CASE("a scenario says its seed where executions were drawn", "[reports]") {
    ScenarioResult result = found();
    CHECK_FALSE(has(page_of(result), "<dt>seed</dt>"));
    result.seed = 7;
    CHECK(has(page_of(result), "<dt>seed</dt><dd>7</dd>"));
}

TEST_CASE("the page says what is new since a base, and what is fixed", "[reports]") {
    Report report{"Run", "", {found()}};
    CHECK(has(to_html(report), "<h1>1 of 1 scenario hangs</h1>"));
    CHECK_FALSE(has(to_html(report), "name=\"since\""));
    ScenarioResult before = found();
    before.findings.front().fingerprint = "cycle-before";
    report.base = Report::Base{"main.json", {before}};
    report.scenarios.front().exhausted = true;
    const std::string page = to_html(report);
    CHECK(has(page, "<h1>1 of 1 scenario hangs; 1 is new since main.json</h1>"));
    CHECK(has(page, "data-since=\"new fixed\""));
    CHECK(has(page, "<span class=\"sb sb-new\">new</span> <span class=\"sentence\">"));
    CHECK(has(page, "<span class=\"sb sb-fixed\">fixed</span></td>"));
    report.base->scenarios = {found()};
    CHECK(has(to_html(report), "Since <b>main.json</b>: 1 still there"));
}

TEST_CASE("very long schedules are cut in the middle", "[reports]") {
    ScenarioResult result = found();
    for (unsigned number = 3; number < 5000; ++number)
        result.findings[0].steps.push_back(
            {.number = number, .agent = "solve", .object = std::to_string(number)});
    const std::string page = page_of(result);
    CHECK(has(page, "steps left out here"));
    CHECK(has(page, "<th scope=row>4999<"));
    CHECK(page.size() < 500'000);
}

TEST_CASE("equal reports give equal pages, and an empty one is no success", "[reports]") {
    CHECK(page_of(found()) == page_of(found()));
    CHECK(has(to_html({"Run", "", {}}), "no scenario was run"));
}

}  // namespace impasse::reports
