#include "reports/formats/junit.hpp"

#include <fmt/format.h>

#include <map>

#include "reports/formats/html_parts.hpp"
#include "reports/formats/story.hpp"
#include "reports/formats/template.hpp"
#include "reports/viewer_files.hpp"
#include "reports/words.hpp"
#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

using html::Dictionary;
using html::show;

// Text of any bytes: the template engine escapes it, and does not know which of them are text.
void set(Dictionary& dictionary, const char* name, const std::string& value) {
    html::set(dictionary, name, printable(value));
}

struct Totals {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    double seconds = 0;

    void add(const ScenarioResult& result) {
        ++tests;
        seconds += result.seconds;
        if (result.as_expected) return;
        ++(result.verdict == Verdict::Error ? errors : failures);
    }
    void fill(Dictionary& dictionary) const {
        set(dictionary, "TESTS", std::to_string(tests));
        set(dictionary, "FAILURES", std::to_string(failures));
        set(dictionary, "ERRORS", std::to_string(errors));
        set(dictionary, "TIME", fmt::format("{:.3f}", seconds));
    }
};

void fill_case(Dictionary& dictionary, const ScenarioResult& result) {
    set(dictionary, "SUITE", result.suite);
    set(dictionary, "NAME", full_name(result));
    set(dictionary, "TIME", fmt::format("{:.3f}", result.seconds));
    set(dictionary, "OUT", explored_sentence(result));
    if (result.as_expected) return;
    const bool error = result.verdict == Verdict::Error;
    Dictionary& failure = show(dictionary, error ? "ERROR" : "FAILURE");
    set(failure, "TYPE", verdict_words(result));
    set(failure, "MESSAGE", result.reason);
    std::string stories;
    for (const Finding& finding : result.findings)
        stories += (stories.empty() ? "" : "\n") + story_text(result, finding);
    set(failure, "TEXT", stories);
}

}  // namespace

std::string to_junit(const Report& report) {
    std::map<std::string, std::vector<const ScenarioResult*>> suites;
    Totals all;
    for (const ScenarioResult& result : report.scenarios) {
        suites[result.suite].push_back(&result);
        all.add(result);
    }
    Dictionary dictionary("junit");
    all.fill(dictionary);
    for (const auto& [name, results] : suites) {
        Dictionary& suite = show(dictionary, "SUITE");
        Totals totals;
        for (const ScenarioResult* result : results) {
            totals.add(*result);
            fill_case(show(suite, "CASE"), *result);
        }
        totals.fill(suite);
        set(suite, "NAME", name);
    }
    return expanded({{"junit.tpl", viewer::junit_tpl}}, dictionary);
}

}  // namespace impasse::reports
