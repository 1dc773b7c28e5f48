// What a scheduled step costs without DPOR, beside the agent switches in it by hand.
#include <fmt/format.h>

#include <bit>
#include <deque>

#include "harness/bench/figure.hpp"
#include "harness/bench/groups.hpp"
#include "harness/bench/raw.hpp"
#include "harness/bench/stopwatch.hpp"
#include "harness/bench/switches.hpp"
#include "harness/core/invariant.hpp"
#include "harness/explore/random.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::bench {

namespace {

constexpr int kThreads = 3;

// Each thread stores to an atomic of its own, so often.
void stores(int each) {
    std::deque<sync::atomic<int>> cells;
    for (int i = 0; i < kThreads; ++i) cells.emplace_back(0, Name("cell", i));
    std::deque<sync::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.push_back(
            sync::jthread(Name("thread", i), [&cell = cells[static_cast<std::size_t>(i)], each] {
                for (int n = 0; n < each; ++n) cell.store(n);
            }));
}

// The next enabled agent after the one that runs: while there are two, every step is a switch.
class InTurn final : public Strategy {
  public:
    bool begin() override { return true; }
    Move pick(const Situation& situation) override {
        const AgentSet enabled = situation.enabled();
        const AgentId last = situation.running();
        const AgentSet later = last == kNoAgent ? enabled : enabled & ~(2 * bit(last) - 1);
        return {static_cast<AgentId>(std::countr_zero(later ? later : enabled)), 0};
    }
    void end(Ending) override {}
    bool exhausted() const override { return false; }
};

struct Row {
    std::string label;
    int each = 0;  // steps of each thread
    std::function<std::unique_ptr<Strategy>()> strategy;
    std::uint64_t steps = 0;  // an execution
    double switches = 0;      // an execution, on the average
    Side ours{}, resume_yield{}, hand_over{};
};

constexpr unsigned kMaxSteps = 100'000;

void run_some(sched::Scheduler& scheduler, Strategy& strategy, int each, std::uint64_t executions,
              const std::function<void()>& after = {}) {
    const sched::Body body = [each] { stores(each); };
    for (std::uint64_t i = 0; i < executions; ++i) {
        strategy.begin();
        const Ending ending = scheduler.run(body, strategy, {.max_steps = kMaxSteps});
        INVARIANT(ending == Ending::Complete, "a program of stores did not come to its end");
        strategy.end(ending);
        if (after) after();
    }
}

double seconds_an_execution(const Row& row, double seconds) {
    sched::Scheduler scheduler;
    const auto strategy = row.strategy();
    const auto chunk = static_cast<std::uint64_t>(30'000 / row.each);
    const Stopwatch watch;
    double over = 0;
    std::uint64_t executions = 0;
    do {
        run_some(scheduler, *strategy, row.each, chunk);
        executions += chunk;
        over = watch.seconds();
    } while (over < seconds);
    return over / static_cast<double>(executions);
}

void count_switches(Row& row) {
    sched::Scheduler scheduler;
    Switches all;
    run_some(scheduler, *row.strategy(), row.each, 100, [&] { count(all, scheduler.moves()); });
    row.steps = scheduler.steps() / 100;
    row.switches = all.per_execution();
}

void measure(Row& row, const Settings& settings) {
    count_switches(row);
    ResumeYield resume_yield(kThreads);
    HandOver hand_over(kThreads);
    row.ours.measure = [&] { return seconds_an_execution(row, settings.seconds); };
    row.resume_yield.measure = [&] {
        return row.switches * seconds_a_switch(resume_yield, settings.seconds);
    };
    row.hand_over.measure = [&] {
        return row.switches * seconds_a_switch(hand_over, settings.seconds);
    };
    alternate({&row.ours, &row.resume_yield, &row.hand_over}, settings.repetitions);
}

std::vector<Row> rows() {
    const auto in_turn = [] { return std::make_unique<InTurn>(); };
    const auto random = [] { return std::make_unique<explore::Random>(1); };
    return {{.label = "3 threads x 1,000 steps, random", .each = 1000, .strategy = random},
            {.label = "3 threads x 1,000 steps, in turn", .each = 1000, .strategy = in_turn},
            {.label = "3 threads x 10 steps, random", .each = 10, .strategy = random},
            {.label = "3 threads x 10 steps, in turn", .each = 10, .strategy = in_turn}};
}

void add_row(Report& report, Table& table, const Row& row) {
    const double steps = static_cast<double>(row.steps);
    const Figure yields = row.ours.figure / row.resume_yield.figure;
    table.rows.push_back(
        {row.label, fmt::format("{:.1f}", row.switches), show(row.ours.figure, duration),
         show(row.ours.figure * (1 / steps), duration), show(row.resume_yield.figure, duration),
         show(yields, times), show(row.ours.figure / row.hand_over.figure, times)});
    report.data["steps"].push_back(
        {{"program", row.label},
         {"steps", row.steps},
         {"switches", row.switches},
         {"seconds_an_execution", to_json(row.ours.figure)},
         {"resume_yield_seconds_an_execution", to_json(row.resume_yield.figure)},
         {"hand_over_seconds_an_execution", to_json(row.hand_over.figure)}});
    if (row.each == 1000)
        report.bars.push_back({.what = "a scheduled step without DPOR: " + row.label,
                               .wanted = "at most 2x the switches by hand",
                               .measured = show(yields, times),
                               .met = yields.median() <= 2});
}

}  // namespace

void measure_steps(Report& report, const Settings& settings) {
    Table table{.title = "A scheduled step without DPOR",
                .columns = {"program, strategy", "switches an execution", "impasse, an execution",
                            "a step", "the switches by resume and yield",
                            "impasse / resume and yield", "impasse / hand over"},
                .rows = {}};
    for (Row& row : rows()) {
        settings.say(row.label);
        measure(row, settings);
        add_row(report, table, row);
    }
    report.tables.push_back(std::move(table));
}

}  // namespace impasse::bench
