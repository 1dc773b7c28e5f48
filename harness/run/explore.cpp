#include "harness/run/explore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "harness/core/invariant.hpp"
#include "harness/detect/detector.hpp"
#include "harness/explore/good_turing.hpp"
#include "harness/explore/replay.hpp"
#include "harness/run/crash.hpp"
#include "harness/run/source.hpp"
#include "harness/run/strategies.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/trace/schedule.hpp"

namespace impasse::run {

namespace {

using Clock = std::chrono::steady_clock;

// A program that runs away does so in nearly every execution: the rest would show nothing new.
constexpr std::uint64_t kMaxAbandoned = 100;

// The best schedule for a finding: fewest switches between agents, then fewest steps.
struct Kept {
    Finding finding;
    std::vector<Move> moves;
    std::size_t switches = 0;
};

std::size_t switches_in(const std::vector<Move>& moves) {
    std::size_t switches = 0;
    for (std::size_t i = 1; i < moves.size(); ++i) switches += moves[i].agent != moves[i - 1].agent;
    return switches;
}

ScenarioResult header_of(const Scenario& scenario, const Params& params,
                         const std::string& strategy) {
    ScenarioResult result;
    result.name = scenario.name;
    result.about = scenario.about;
    result.subject = scenario.subject;
    result.suite = scenario.suite();
    result.params = params.values();
    result.strategy = strategy;
    result.expected = scenario.expected(params).str();
    return result;
}

class Exploration {
  public:
    Exploration(const Scenario& scenario, const Params& params, const ExploreOptions& options)
        : scenario_(scenario),
          params_(params),
          options_(options),
          chosen_(choose_strategy(options, scenario.declared_preemptions(params))) {
        result_ = header_of(scenario, params, chosen_.name);
        result_.preemptions = chosen_.preemptions;
        result_.bound = chosen_.bound;
    }

    ScenarioResult run(const OnProgress& progress) {
        const NowRunning now({&scenario_, &params_, &scheduler_.moves()});
        const auto start = Clock::now();
        try {
            loop(*chosen_.strategy, progress, start);
            finish(*chosen_.strategy);
        } catch (const std::exception& failure) {
            // An invariant, or a schedule that does not fit any more.
            result_.verdict = Verdict::Error;
            result_.reason = failure.what();
        }
        result_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        result_.steps = scheduler_.steps();
        compare_with_expectation(result_, scenario_, params_);
        return std::move(result_);
    }

  private:
    void loop(Strategy& strategy, const OnProgress& progress, Clock::time_point start) {
        const sched::Body body = [this] { scenario_.body(params_); };
        const sched::RunOptions run{options_.max_steps, chosen_.optimal ? nullptr : &canonical_,
                                    nullptr};
        auto shown = start;
        while (strategy.begin()) {
            const Ending ending = scheduler_.run(body, strategy, run);
            strategy.end(ending);
            if (!strategy.error().empty()) return;
            count(ending, strategy.redundant());
            judge();
            if (options_.stop_at_first && !findings_.empty()) return;
            if (result_.abandoned >= kMaxAbandoned) {
                budget_ = fmt::format("{} executions reached --max-steps {}", result_.abandoned,
                                      options_.max_steps);
                return;
            }
            if (options_.max_executions > 0 && result_.executions >= options_.max_executions) {
                budget_ = fmt::format("--max-executions {} ran out", options_.max_executions);
                return;
            }
            if ((result_.executions & 0xff) != 0 && result_.executions > 16) continue;
            const auto now = Clock::now();
            const double seconds = std::chrono::duration<double>(now - start).count();
            if (options_.max_seconds > 0 && seconds >= options_.max_seconds) {
                budget_ = fmt::format("--max-seconds {} ran out", options_.max_seconds);
                return;
            }
            if (progress && now - shown > std::chrono::milliseconds(200)) {
                shown = now;
                progress({result_.executions, findings_.size(), seconds});
            }
        }
    }

    void count(Ending ending, bool redundant) {
        ++result_.executions;
        if (redundant) {
            ++result_.redundant;
        } else if (ending == Ending::Abandoned) {
            ++result_.abandoned;
        } else if (!chosen_.optimal && !traces_.add(canonical_.hash())) {
            ++result_.redundant;
        } else if (ending == Ending::Stuck) {
            ++result_.deadlocked;
        } else {
            ++result_.complete;
        }
    }

    void judge() {
        const trace::Snapshot& snapshot = scheduler_.snapshot();
        if (snapshot.quiet()) return;
        detect::Judgement judgement = detect::judge(snapshot);
        for (Finding& finding : judgement.findings) keep(findings_, std::move(finding));
        for (Finding& hazard : judgement.hazards) keep(hazards_, std::move(hazard));
    }

    void keep(std::map<std::string, Kept>& where, Finding finding) {
        const auto& moves = scheduler_.moves();
        const std::size_t switches = switches_in(moves);
        auto [place, fresh] = where.try_emplace(finding.fingerprint);
        Kept& kept = place->second;
        if (fresh) {
            kept = {std::move(finding), moves, switches};
            return;
        }
        ++kept.finding.count;
        if (std::pair(switches, moves.size()) < std::pair(kept.switches, kept.moves.size())) {
            kept.moves = moves;
            kept.switches = switches;
        }
    }

    void finish(const Strategy& strategy) {
        result_.exhausted = strategy.exhausted() && result_.abandoned == 0;
        for (auto& [fingerprint, kept] : findings_) result_.findings.push_back(told(kept));
        for (auto& [fingerprint, kept] : hazards_) result_.hazards.push_back(told(kept));
        if (!strategy.error().empty()) {
            result_.verdict = Verdict::Error;
            result_.reason = strategy.error();
        } else if (!result_.findings.empty()) {
            result_.verdict = Verdict::Found;
        } else if (!result_.exhausted) {
            result_.verdict = Verdict::Inconclusive;
            result_.reason = unfinished_because(strategy);
        } else {
            result_.verdict = chosen_.bound.empty() ? Verdict::Free : Verdict::FreeWithin;
        }
    }

    std::string unfinished_because(const Strategy& strategy) const {
        if (chosen_.random && traces_.executions() > 0)
            return fmt::format(
                "{} executions were drawn, {} traces seen: the next shows a new one with a chance "
                "of "
                "at most {:.3g} (95 % confidence; estimate {:.3g})",
                result_.executions, traces_.distinct(), traces_.bound(), traces_.estimate());
        if (!budget_.empty()) return budget_;
        if (result_.abandoned > 0)
            return fmt::format("{} executions reached --max-steps {}", result_.abandoned,
                               options_.max_steps);
        return strategy.exhausted() ? "" : "the strategy does not exhaust a scenario";
    }

    // Runs the finding's schedule again, which also shows that it is one.
    Finding told(Kept& kept) const {
        Replayed again = replay(scenario_, params_, kept.moves);
        const auto& all =
            is_hazard(kept.finding.kind) ? again.result.hazards : again.result.findings;
        const auto same = std::find_if(all.begin(), all.end(), [&](const Finding& finding) {
            return finding.fingerprint == kept.finding.fingerprint;
        });
        INVARIANT(same != all.end(),
                  "a finding is gone when its schedule is run again: the scenario is not "
                  "deterministic (" +
                      kept.finding.fingerprint + ")");
        Finding finding = *same;
        finding.count = kept.finding.count;
        return finding;
    }

    const Scenario& scenario_;
    const Params& params_;
    const ExploreOptions& options_;
    Chosen chosen_;
    sched::Scheduler scheduler_;
    trace::CanonicalForm canonical_;
    explore::GoodTuring traces_;  // empty where the strategy is optimal
    std::map<std::string, Kept> findings_;
    std::map<std::string, Kept> hazards_;
    std::string budget_;
    ScenarioResult result_;
};

}  // namespace

ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress) {
    return Exploration(scenario, params, options).run(progress);
}

Replayed replay(const Scenario& scenario, const Params& params, const std::vector<Move>& moves) {
    sched::Scheduler scheduler;  // a fresh one: its ids are then in the order of creation
    explore::Replay strategy(moves);
    trace::Recorder recorder;
    // The schedule's end is the execution's: it may be one that was abandoned.
    const auto max_steps = static_cast<unsigned>(moves.size());
    strategy.begin();
    const NowRunning now({&scenario, &params, &moves});
    const Ending ending =
        scheduler.run([&] { scenario.body(params); }, strategy, {max_steps, nullptr, &recorder});
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
    add_source_lines(replayed.steps);
    const std::string schedule = trace::Schedule{scenario.name, params.values(), moves}.str();
    for (auto* list : {&result.findings, &result.hazards})
        for (Finding& finding : *list) {
            finding.schedule = schedule;
            finding.steps = replayed.steps;
        }
    return replayed;
}

}  // namespace impasse::run
