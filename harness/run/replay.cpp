#include <fmt/format.h>

#include <algorithm>

#include "harness/core/source_text.hpp"
#include "harness/detect/detector.hpp"
#include "harness/explore/replay.hpp"
#include "harness/run/crash.hpp"
#include "harness/run/explore.hpp"
#include "harness/run/sources.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/trace/schedule.hpp"

namespace impasse::run {

ScenarioResult header_of(const Scenario& scenario, const Params& params,
                         const std::string& strategy) {
    ScenarioResult result;
    result.name = scenario.name;
    result.about = scenario.about;
    result.subject = scenario.subject;
    result.suite = scenario.suite();
    result.source = scenario.source;
    result.params = params.values();
    result.strategy = strategy;
    result.expected = scenario.expected(params).str();
    return result;
}

Replayed replay(const Scenario& scenario, const Params& params, const std::vector<Move>& moves,
                std::size_t break_at) {
    sched::Scheduler scheduler;  // a fresh one: its ids are then in the order of creation
    explore::Replay strategy(moves);
    trace::Recorder recorder;
    // The schedule's end is the execution's: it may be one that was abandoned.
    const auto max_steps = static_cast<unsigned>(moves.size());
    strategy.begin();
    const NowRunning now({&scenario, &params, &moves});
    const Ending ending = scheduler.run([&] { scenario.body(params); }, strategy,
                                        {.max_steps = max_steps,
                                         .recorder = &recorder,
                                         .break_at = break_at,
                                         .spinners = sched::Spinners::Free});
    strategy.end(ending);
    if (!strategy.error().empty())
        throw UsageError(fmt::format("the schedule is not one of {} as it is now: {}",
                                     scenario.name, strategy.error()));
    Replayed replayed;
    ScenarioResult& result = replayed.result;
    result = header_of(scenario, params, "replay");
    result.executions = 1;
    result.complete = ending == Ending::Complete;
    result.deadlocked = ending == Ending::Stuck;
    result.abandoned = ending == Ending::Abandoned;
    result.steps = scheduler.steps();
    detect::Judgement judgement = detect::judge(scheduler.snapshot());
    result.findings = std::move(judgement.findings);
    result.hazards = std::move(judgement.hazards);
    result.verdict = result.findings.empty() ? Verdict::Inconclusive : Verdict::Found;
    result.reason = "one execution was run";
    replayed.steps = recorder.take();
    for (StepLine& line : replayed.steps) line.code = source_line(line.where);
    const std::string schedule = trace::Schedule{scenario.name, params.values(), moves}.str();
    for (auto* list : {&result.findings, &result.hazards})
        for (Finding& finding : *list) {
            finding.schedule = schedule;
            finding.steps = replayed.steps;
            finding.excerpts = excerpts_of(finding);
        }
    return replayed;
}

}  // namespace impasse::run
