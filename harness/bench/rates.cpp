// Executions and steps a second, beside the same agent switches by hand and beside Relacy.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/bench/figure.hpp"
#include "harness/bench/groups.hpp"
#include "harness/bench/program.hpp"
#include "harness/bench/raw.hpp"
#include "harness/bench/relacy.hpp"
#include "harness/bench/switches.hpp"
#include "reports/words.hpp"

namespace impasse::bench {

namespace {

using reports::grouped;

std::vector<Program> programs() {
    std::vector<Program> all{litmus("counter", 8),       litmus("readers", 13),
                             litmus("lastzero", 10),     litmus("lastzero", 15),
                             litmus("philosophers", 10), litmus("philosophers-ordered", 10)};
    // Relacy stops at the hang.
    all[4].in_relacy.clear();
    for (const int waiters : {2, 3})
        for (const char* revision : {"waitmap", "pr1183", "pr3987"})
            all.push_back(done_in_window(revision, waiters));
    return all;
}

// What was measured of one program: seconds an execution, but of Boost.Context seconds a switch.
struct Row {
    Program program;
    Switches switches;
    std::uint64_t steps = 0;  // of a whole search
    Side dpor, random, resume_yield, hand_over, relacy;

    Figure by_hand(const Side& side) const { return side.figure * switches.per_execution(); }
    Figure steps_a_second() const {
        return dpor.figure.inverse() *
               (static_cast<double>(steps) / static_cast<double>(switches.executions));
    }
};

double seconds_an_execution(const Program& program, const run::ExploreOptions& options,
                            double seconds) {
    const Searches ran = explore_for(program, options, seconds);
    return ran.seconds / static_cast<double>(ran.searches) / static_cast<double>(ran.executions);
}

void measure(Row& row, const Settings& settings) {
    row.switches = switches_of(row.program, dpor());
    row.steps = explore_once(row.program, dpor()).steps;
    ResumeYield resume_yield(row.switches.agents);
    HandOver hand_over(std::max(2u, row.switches.agents));
    row.dpor.measure = [&] { return seconds_an_execution(row.program, dpor(), settings.seconds); };
    row.random.measure = [&] {
        return seconds_an_execution(row.program, random_ones(), settings.seconds);
    };
    row.resume_yield.measure = [&] { return seconds_a_switch(resume_yield, settings.seconds); };
    row.hand_over.measure = [&] { return seconds_a_switch(hand_over, settings.seconds); };
    row.relacy.measure = [&] {
        const RelacyRun ran = run_relacy(row.program, "random", settings);
        return ran.seconds / static_cast<double>(ran.iterations);
    };
    std::vector<Side*> sides{&row.dpor, &row.resume_yield, &row.random, &row.hand_over};
    if (in_relacy(row.program, "random", settings)) sides.push_back(&row.relacy);
    alternate(sides, settings.repetitions);
}

Table rates_table(const std::vector<Row>& rows) {
    Table table{.title = "Executions and steps a second",
                .columns = {"program", "executions", "dpor: executions/s", "dpor: steps/s",
                            "random: executions/s", "Relacy, random: iterations/s",
                            "random: impasse/Relacy"},
                .rows = {}};
    for (const Row& row : rows) {
        const Figure against =
            row.relacy.figure.empty() ? Figure{} : row.relacy.figure / row.random.figure;
        table.rows.push_back({row.program.label, grouped(row.switches.executions),
                              show(row.dpor.figure.inverse(), quantity),
                              show(row.steps_a_second(), quantity),
                              show(row.random.figure.inverse(), quantity),
                              show(row.relacy.figure.inverse(), quantity), show(against, times)});
    }
    return table;
}

Table raw_table(const std::vector<Row>& rows) {
    Table table{.title = "An execution (dpor) beside its agent switches by hand",
                .columns = {"program", "switches an execution", "impasse", "resume and yield",
                            "hand over", "impasse / resume and yield", "impasse / hand over"},
                .rows = {}};
    for (const Row& row : rows) {
        const Figure yields = row.by_hand(row.resume_yield);
        const Figure hands = row.by_hand(row.hand_over);
        table.rows.push_back(
            {row.program.label, fmt::format("{:.1f}", row.switches.per_execution()),
             show(row.dpor.figure, duration), show(yields, duration), show(hands, duration),
             show(row.dpor.figure / yields, times), show(row.dpor.figure / hands, times)});
    }
    return table;
}

nlohmann::json data_of(const Row& row) {
    return {{"program", row.program.label},
            {"executions", row.switches.executions},
            {"steps", row.steps},
            {"switches", row.switches.switches},
            {"dpor_seconds_an_execution", to_json(row.dpor.figure)},
            {"random_seconds_an_execution", to_json(row.random.figure)},
            {"resume_yield_seconds_a_switch", to_json(row.resume_yield.figure)},
            {"hand_over_seconds_a_switch", to_json(row.hand_over.figure)},
            {"relacy_random_seconds_an_iteration", to_json(row.relacy.figure)}};
}

void add_bars(Report& report, const std::vector<Row>& rows) {
    const Row& counter = rows[0];
    const Figure ratio = counter.dpor.figure / counter.by_hand(counter.resume_yield);
    report.bars.push_back(
        {.what = "counter(8) whole, beside the same switches by hand",
         .wanted = "40,320 executions, at most 10x",
         .measured = grouped(counter.switches.executions) + " executions, " + show(ratio, times),
         .met = counter.switches.executions == 40'320 && ratio.median() <= 10});
    const auto rate_goal = [&](const Row& row, double goal) {
        const Figure rate = row.dpor.figure.inverse();
        report.bars.push_back({.what = row.program.label + ": executions/s, dpor",
                               .wanted = "at least " + quantity(goal),
                               .measured = show(rate, quantity),
                               .met = rate.median() >= goal,
                               .absolute = true});
    };
    rate_goal(counter, 1.5e6);
    rate_goal(rows[1], 0.7e6);
    const Row& lastzero = rows[3];
    const Figure whole = lastzero.dpor.figure * static_cast<double>(lastzero.switches.executions);
    report.bars.push_back(
        {.what = "lastzero(15) whole (147,456 executions)",
         .wanted = "at most 0.5 s",
         .measured = grouped(lastzero.switches.executions) + " in " + show(whole, duration),
         .met = lastzero.switches.executions == 147'456 && whole.median() <= 0.5,
         .absolute = true});
}

}  // namespace

void measure_rates(Report& report, const Settings& settings) {
    std::vector<Row> rows;
    for (Program& program : programs()) {
        Row& row = rows.emplace_back();
        row.program = std::move(program);
        settings.say(row.program.label);
        measure(row, settings);
        report.data["programs"].push_back(data_of(row));
    }
    report.tables.push_back(rates_table(rows));
    report.tables.push_back(raw_table(rows));
    add_bars(report, rows);
}

}  // namespace impasse::bench
