// Two workers beside one: --jobs 2 and --jobs 1 on the same programs, in turn. By the clock on the
// wall, for that is what a user waits for; a machine whose cores are busy shows less.
#include <chrono>

#include "harness/bench/figure.hpp"
#include "harness/bench/groups.hpp"
#include "harness/bench/program.hpp"

namespace impasse::bench {

namespace {

constexpr double kLeast = 1.8;

double wall_seconds(const Program& program, unsigned jobs) {
    run::ExploreOptions options = dpor();
    options.jobs = jobs;
    const auto start = std::chrono::steady_clock::now();
    explore_once(program, options);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void measure_workers(Report& report, const Settings& settings) {
    Table table{.title = "Two workers beside one, by the wall clock",
                .columns = {"program", "--jobs 1", "--jobs 2", "times as fast"},
                .rows = {}};
    for (const Program& program : {litmus("counter", 9), litmus("lastzero", 15)}) {
        settings.say(program.label + " with one worker and with two");
        Side one{.measure = [&] { return wall_seconds(program, 1); }};
        Side two{.measure = [&] { return wall_seconds(program, 2); }};
        alternate({&one, &two}, settings.repetitions);
        const Figure ratio = one.figure / two.figure;
        table.rows.push_back({program.label, show(one.figure, duration), show(two.figure, duration),
                              show(ratio, times)});
        report.data["workers"].push_back({{"program", program.label},
                                          {"one", to_json(one.figure)},
                                          {"two", to_json(two.figure)}});
        report.bars.push_back({.what = "two workers (--jobs 2) beside one, " + program.label,
                               .wanted = "at least 1.8x",
                               .measured = show(ratio, times),
                               .met = ratio.median() >= kLeast});
    }
    report.tables.push_back(std::move(table));
}

}  // namespace impasse::bench
