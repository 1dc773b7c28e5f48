// A whole search, or a search up to the first hang, in both engines: how many executions, how long.
#include <utility>

#include "harness/bench/figure.hpp"
#include "harness/bench/groups.hpp"
#include "harness/bench/program.hpp"
#include "harness/bench/relacy.hpp"
#include "reports/words.hpp"

namespace impasse::bench {

namespace {

using reports::grouped;

struct Row {
    Program program;
    std::string search = "full";  // of Relacy; "engine": as impasse explore --engine relacy runs it
    bool to_first = false;        // Relacy stops at the first hang in any case
    std::uint64_t executions = 0;
    std::uint64_t iterations = 0;
    Side ours{}, relacy{};
};

std::vector<Row> rows() {
    return {{.program = litmus("counter", 4)},
            {.program = litmus("counter", 4), .search = "engine"},
            {.program = litmus("readers", 4)},
            {.program = litmus("lastzero", 3)},
            {.program = litmus("philosophers-ordered", 3)},
            {.program = litmus("philosophers", 3), .to_first = true},
            {.program = protocol("pr1183", 1), .search = "engine", .to_first = true},
            {.program = protocol("pr1183", 2), .search = "engine", .to_first = true},
            {.program = protocol("pr3987", 1), .search = "engine"}};
}

void measure(Row& row, const Settings& settings) {
    run::ExploreOptions options = dpor();
    options.stop_at_first = row.to_first;
    row.ours.measure = [&] {
        const Searches ran = explore_for(row.program, options, settings.seconds);
        row.executions = ran.executions;
        return ran.seconds / static_cast<double>(ran.searches);
    };
    row.relacy.measure = [&] {
        const RelacyRun ran = run_relacy(row.program, row.search, settings);
        row.iterations = ran.iterations;
        return ran.seconds;
    };
    std::vector<Side*> sides{&row.ours};
    if (in_relacy(row.program, row.search, settings)) sides.push_back(&row.relacy);
    alternate(sides, settings.repetitions);
}

void add_row(Report& report, Table& table, const Row& row) {
    const bool both = !row.relacy.figure.empty();
    const Figure ratio = both ? row.relacy.figure / row.ours.figure : Figure{};
    table.rows.push_back({row.program.label, row.to_first ? "to the first hang" : "whole",
                          grouped(row.executions), show(row.ours.figure, duration), row.search,
                          both ? grouped(row.iterations) : "-", show(row.relacy.figure, duration),
                          show(ratio, times)});
    report.data["searches"].push_back({{"program", row.program.label},
                                       {"to_first", row.to_first},
                                       {"executions", row.executions},
                                       {"seconds", to_json(row.ours.figure)},
                                       {"relacy_search", row.search},
                                       {"relacy_iterations", row.iterations},
                                       {"relacy_seconds", to_json(row.relacy.figure)}});
}

}  // namespace

void measure_searches(Report& report, const Settings& settings) {
    Table table{
        .title = "Searches in both engines",
        .columns = {"program", "search", "dpor: executions", "dpor: time", "Relacy's search",
                    "Relacy: iterations", "Relacy: time", "time: Relacy/impasse"},
        .rows = {}};
    for (Row& row : rows()) {
        settings.say(row.program.label + " in both engines");
        measure(row, settings);
        add_row(report, table, row);
        if (row.program.scenario == protocol("pr1183", 1).scenario)
            report.bars.push_back({.what = row.program.label + ": to the lost wakeup, dpor",
                                   .wanted = "within 50 executions",
                                   .measured = grouped(row.executions) + " executions",
                                   .met = row.executions <= 50});
    }
    report.tables.push_back(std::move(table));
}

}  // namespace impasse::bench
