// Peak memory must not grow with the number of executions.
#include <fmt/format.h>

#include "harness/bench/child.hpp"
#include "harness/bench/figure.hpp"
#include "harness/bench/groups.hpp"
#include "harness/bench/program.hpp"
#include "harness/bench/stopwatch.hpp"
#include "reports/words.hpp"

namespace impasse::bench {

namespace {

using reports::grouped;

struct Run {
    std::uint64_t executions = 0;
    double mib = 0;
    double seconds = 0;
};

Run run_child(const Settings& settings, std::uint64_t executions) {
    settings.say(fmt::format("counter(11), {} executions for their memory", grouped(executions)));
    const nlohmann::json said =
        json_of({settings.self, "--explore-for-memory", std::to_string(executions)});
    return {.executions = said.at("executions"),
            .mib = said.at("peak_kib").get<double>() / 1024,
            .seconds = said.at("seconds")};
}

void add_bars(Report& report, const Run& few, const Run& many, double ratio) {
    const std::string what = fmt::format("peak memory, {} to {} executions",
                                         grouped(few.executions), grouped(many.executions));
    report.bars.push_back(
        {.what = what, .wanted = "within 10 %", .measured = times(ratio), .met = ratio <= 1.1});
    report.bars.push_back(
        {.what = fmt::format("peak memory of {} executions", grouped(many.executions)),
         .wanted = "below 64 MiB",
         .measured = fmt::format("{:.1f} MiB", many.mib),
         .met = many.mib < 64});
}

}  // namespace

nlohmann::json explore_for_memory(std::uint64_t executions) {
    run::ExploreOptions options = dpor();
    options.max_executions = executions;
    const Stopwatch watch;
    const ScenarioResult result = explore_once(litmus("counter", 11), options);
    return {
        {"executions", result.executions}, {"seconds", watch.seconds()}, {"peak_kib", peak_kib()}};
}

void measure_memory(Report& report, const Settings& settings) {
    const Run few = run_child(settings, settings.few);
    const Run many = run_child(settings, settings.many);
    const double ratio = many.mib / few.mib;
    Table table{.title = "Peak memory: counter(11), dpor, each in a process of its own",
                .columns = {"executions", "peak (VmHWM)", "beside the first", "time"},
                .rows = {}};
    for (const Run& run : {few, many})
        table.rows.push_back({grouped(run.executions), fmt::format("{:.1f} MiB", run.mib),
                              times(run.mib / few.mib), duration(run.seconds)});
    for (const Run& run : {few, many})
        report.data["memory"].push_back({{"program", "counter(11)"},
                                         {"executions", run.executions},
                                         {"peak_mib", run.mib},
                                         {"seconds", run.seconds}});
    report.tables.push_back(std::move(table));
    add_bars(report, few, many, ratio);
}

}  // namespace impasse::bench
