#include <fmt/format.h>

#include "harness/run/commands.hpp"
#include "harness/run/diagnose.hpp"
#include "harness/run/minimise.hpp"
#include "harness/run/progress.hpp"
#include "reports/formats/story.hpp"
#include "reports/formats/svg.hpp"
#include "reports/writers/file.hpp"

namespace impasse::run {

namespace {

void write_picture(const std::string& path, const std::string& svg) {
    if (svg.empty()) return;  // of a panic there is no graph
    reports::write_file(path, svg);
    fmt::print("picture:    {}\n", path);
}

}  // namespace

int run_explain(const Registry& registry, const ExplainCommand& command) {
    const auto [scenario, params, moves] = scheduled(registry, command.schedule);
    Replayed replayed = replay(*scenario, params, moves);
    if (replayed.result.findings.empty())
        throw UsageError(fmt::format(
            "nothing is found in this schedule of {}: impasse replay shows it", scenario->name));
    const ExploreOptions defaults;
    ProgressLine line("auto");
    const OnProgress progress = line.follow(scenario->name);
    const auto allowed = [&](std::uint64_t executions) {
        return Allowance{.executions = executions, .asks = [&](const std::string& question) {
                             if (progress) progress({.asks = question});
                         }};
    };
    const bool ran_on = replayed.result.abandoned > 0;
    const Kept kept = kept_of(replayed.result.findings.front(), moves);
    const Shortest shortest =
        ran_on ? Shortest{kept, false}
               : minimise(*scenario, params, kept, defaults.max_steps, allowed(defaults.minimise));
    replayed = replay(*scenario, params, shortest.kept.moves);
    Finding& finding = replayed.result.findings.front();
    finding.switches = static_cast<unsigned>(shortest.kept.switches);
    finding.fewest_switches = shortest.proved;
    diagnose(finding, *scenario, params, shortest.kept.moves, defaults.max_steps,
             allowed(kDiagnose), ran_on);
    line.clear();
    compare_replay(replayed.result, *scenario, params);
    fmt::print("{}", reports::story_text(replayed.result, finding));
    if (!command.svg.empty()) {
        write_picture(command.svg + "-graph.svg", reports::graph_svg(finding));
        write_picture(command.svg + "-lanes.svg", reports::lanes_svg(finding));
    }
    return replayed.result.as_expected ? kAsExpected : kDiffers;
}

}  // namespace impasse::run
