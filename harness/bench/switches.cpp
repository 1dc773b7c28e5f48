#include "harness/bench/switches.hpp"

#include <algorithm>

#include "harness/run/strategies.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::bench {

void count(Switches& all, std::span<const Move> moves) {
    unsigned agents = 1;
    std::uint64_t changes = 0;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        agents = std::max(agents, moves[i].agent + 1u);
        changes += i > 0 && moves[i].agent != moves[i - 1].agent;
    }
    ++all.executions;
    all.switches += 2 * agents + changes + 2;
    all.agents = std::max(all.agents, agents);
}

Switches switches_of(const Program& program, const run::ExploreOptions& options) {
    const Scenario& scenario = scenario_of(program);
    const Params params = scenario.with(program.params);
    const run::Chosen chosen = run::choose_strategy(options, scenario.declared_preemptions(params));
    Strategy& strategy = *chosen.strategies.front();
    sched::Scheduler scheduler;
    Switches all;
    while (strategy.begin()) {
        const Ending ending = scheduler.run([&] { scenario.body(params); }, strategy,
                                            {.max_steps = options.max_steps});
        strategy.end(ending);
        count(all, scheduler.moves());
        if (all.executions == options.max_executions) break;
    }
    return all;
}

}  // namespace impasse::bench
