#include "harness/run/reporting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "harness/core/usage_error.hpp"
#include "harness/run/commands.hpp"
#include "harness/run/gate.hpp"
#include "reports/compare.hpp"
#include "reports/formats/changes.hpp"
#include "reports/formats/html.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/junit.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/formats/sarif.hpp"
#include "reports/words.hpp"
#include "reports/writers/file.hpp"

namespace impasse::run {

reports::Report::Base base_from(const std::string& path) {
    return {std::filesystem::path(path).filename().string(),
            reports::from_json(read_file(path), path)};
}

std::string since_base(const reports::Report& report) {
    return reports::compared_sentence(reports::compare(report.base->scenarios, report.scenarios));
}

// In one order, however many runs it was explored in.
void write_report(reports::Report& report, const std::string& folder, std::FILE* out) {
    std::stable_sort(report.scenarios.begin(), report.scenarios.end(),
                     [](const ScenarioResult& a, const ScenarioResult& b) {
                         return reports::identity_of(a) < reports::identity_of(b);
                     });
    const std::filesystem::path path(folder);
    reports::write_file(path / "results.json", reports::to_json(report.scenarios));
    reports::write_file(path / "junit.xml", reports::to_junit(report));
    reports::write_file(path / "results.sarif", reports::to_sarif(report));
    reports::write_file(path / "summary.md", reports::to_markdown(report));
    reports::write_file(path / "index.html", reports::to_html(report));
    fmt::print(out, "report: {}\n", (path / "index.html").string());
}

int run_report(const ReportCommand& command) {
    reports::Report report{
        .title = "Exploration report", .command = "impasse report", .scenarios = {}};
    for (const std::string& path : command.results) {
        for (ScenarioResult& result : reports::from_json(read_file(path), path)) {
            const bool twice = std::any_of(
                report.scenarios.begin(), report.scenarios.end(), [&](const ScenarioResult& seen) {
                    return reports::identity_of(seen) == reports::identity_of(result);
                });
            if (twice)
                throw UsageError(fmt::format("{}: {} was in an earlier file already", path,
                                             reports::full_name(result)));
            report.scenarios.push_back(std::move(result));
        }
        report.command += " " + path;
    }
    if (report.scenarios.empty()) throw UsageError("there is no result in these files");
    if (!command.base.empty()) report.base = base_from(command.base);
    write_report(report, command.out, stdout);
    if (report.base) fmt::print("since {}: {}\n", report.base->name, since_base(report));
    return exit_code_of(report.scenarios);
}

int run_compare(const CompareCommand& command) {
    const auto base = reports::from_json(read_file(command.base), command.base);
    const auto head = reports::from_json(read_file(command.head), command.head);
    if (base.empty() || head.empty())
        throw UsageError("there is no result in " + (base.empty() ? command.base : command.head));
    const auto comparison = reports::compare(base, head);
    fmt::print("{}{}\n", reports::changes_text(comparison), reports::compared_sentence(comparison));
    return comparison.worse() ? kDiffers : kAsExpected;
}

}  // namespace impasse::run
