#include "harness/run/explore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <thread>

#include "harness/core/invariant.hpp"
#include "harness/detect/detector.hpp"
#include "harness/run/diagnose.hpp"
#include "harness/run/explorer.hpp"
#include "harness/run/minimise.hpp"
#include "harness/run/saved.hpp"
#include "harness/run/strategies.hpp"
#include "harness/run/weigh.hpp"

namespace impasse::run {

namespace {

constexpr double kSilent = 0.2;  // seconds: what takes no longer shows no progress

class Exploration {
  public:
    Exploration(const Scenario& scenario, const Params& params, const ExploreOptions& options,
                const Saved* from, sched::Patience& patience)
        : scenario_(scenario),
          params_(params),
          options_(options),
          chosen_(choose_strategy(options, scenario.declared_preemptions(params),
                                  from ? frontier_of(*from) : nullptr)),
          patience_(patience),
          shown_(from ? from->shown : Shown{}),
          part_(from ? from->part : std::nullopt),
          limits_(options, shown_.counts) {
        if (from) go_on_from(*from);
        result_ = header_of(scenario, params, chosen_.name);
        result_.symmetry = chosen_.symmetry;
        if (chosen_.random) result_.seed = options.seed;
    }

    // Nothing: to be begun anew, for more is known of its loops.
    std::optional<ScenarioResult> run(const OnProgress& progress) {
        explore_all(progress);
        if (learned()) return std::nullopt;
        collect();
        result_.seconds = shown_.seconds;
        try {
            tell(progress);
        } catch (const std::exception& failure) {
            error_ = failure.what();
        }
        conclude();
        compare_with_expectation(result_, scenario_, params_);
        return std::move(result_);
    }

    // What is left, with all that was shown so far; nothing where all is explored, or none can tell.
    // Of a part always: it is to be joined with the others.
    std::optional<Saved> left() const {
        const bool any = chosen_.frontier && (chosen_.frontier->left() > 0 || part_);
        if (!any || !error_.empty()) return {};
        return Saved{.scenario = scenario_.name,
                     .params = params_.values(),
                     .max_steps = options_.max_steps,
                     .program = program_of(scenario_, params_, options_.max_steps),
                     .symmetry = chosen_.symmetry,
                     .patience = patience_,
                     .shown = unweighed_,
                     .agents = ids_->agents(),
                     .objects = ids_->objects(),
                     .tree = chosen_.frontier->save(),
                     .part = part_,
                     .claims = chosen_.frontier->claims()};
    }

  private:
    static std::unique_ptr<explore::Frontier> frontier_of(const Saved& from) {
        return std::make_unique<explore::Frontier>(from.tree, from.part ? from.part->number : 0,
                                                   from.claims);
    }

    void go_on_from(const Saved& from) {
        if (!chosen_.frontier)
            throw UsageError("--resume goes with --strategy dpor without a bound");
        if (from.max_steps != options_.max_steps)
            throw UsageError(fmt::format("the frontier of {} is one of --max-steps {}",
                                         from.scenario, from.max_steps));
        if (from.symmetry != chosen_.symmetry)
            throw UsageError(fmt::format("the frontier of {} is one {} --symmetry", from.scenario,
                                         from.symmetry ? "with" : "without"));
        if (from.program != program_of(scenario_, params_, options_.max_steps))
            throw UsageError(
                fmt::format("the frontier is of another version of {}: its program has changed",
                            from.scenario));
        ids_->restore(from.agents, from.objects);
    }

    // The first explorer runs on this thread, and alone shows how far all of them are.
    void explore_all(const OnProgress& progress) {
        for (const auto& strategy : chosen_.strategies)
            explorers_.push_back(std::make_unique<Explorer>(scenario_, params_, options_, limits_,
                                                            *strategy, chosen_, patience_, ids_));
        std::vector<std::thread> threads;
        for (std::size_t i = 1; i < explorers_.size(); ++i)
            threads.emplace_back([this, i] { run_one(i, {}); });
        run_one(0, progress);
        for (std::thread& thread : threads) thread.join();
        while (!limits_.stopped() && explorers_.front()->findings().empty() && chosen_.raise())
            run_one(0, progress);
    }

    bool learned() {
        bool more = false;
        for (const auto& explorer : explorers_) more |= explorer->learns(patience_);
        return more;
    }

    void run_one(std::size_t i, const OnProgress& progress) {
        const OnProgress within = [&](Progress so_far) {
            so_far.bound = chosen_.bound();
            progress(so_far);
        };
        explorers_[i]->run(progress ? within : progress);
        if (!chosen_.strategies[i]->exhausted()) chosen_.stop(*chosen_.strategies[i]);
    }

    void collect() {
        exhausted_ = error_.empty();
        for (std::size_t i = 0; i < explorers_.size(); ++i) {
            Explorer& explorer = *explorers_[i];
            shown_ += {.counts = explorer.counts(),
                       .aborted = explorer.aborted(),
                       .spurious_wakeups = explorer.spurious_wakeups(),
                       .findings = explorer.findings(),
                       .hazards = explorer.hazards(),
                       .measures = explorer.measures(),
                       .doers = explorer.doers()};
            if (error_.empty()) error_ = explorer.error();
            exhausted_ = exhausted_ && chosen_.strategies[i]->exhausted();
        }
        if (chosen_.frontier) exhausted_ = chosen_.frontier->left() == 0 && !part_;
        shown_.seconds += limits_.seconds();
        const Counts& counts = shown_.counts;
        result_.executions = counts.executions;
        result_.complete = counts.complete;
        result_.deadlocked = counts.deadlocked;
        result_.redundant = counts.redundant;
        result_.abandoned = counts.abandoned;
        result_.steps = counts.steps;
        result_.exhausted =
            exhausted_ && error_.empty() && counts.abandoned == 0 && !shown_.aborted;
        result_.spurious_wakeups = shown_.spurious_wakeups;
        result_.measures = shown_.measures;
        if (!everything_is_within()) {
            result_.bound = chosen_.bound();
            if (chosen_.bounded == "preemptions") result_.preemptions = chosen_.within->budget();
        }
        if (result_.spurious_wakeups > 0)
            result_.bound += (result_.bound.empty() ? "" : ", ") +
                             spurious_wakeups_bound(result_.spurious_wakeups);
        if (chosen_.iterates) result_.coverage = coverage();
    }

    // The bound on the search, where there is one, has left nothing out.
    bool everything_is_within() const {
        return result_.exhausted && shown_.findings.empty() && chosen_.kept_nothing_out();
    }

    // What raising the bound has come to, where the verdict and its bound do not say it.
    std::string coverage() const {
        if (everything_is_within())
            return fmt::format("Within {} the bound kept nothing out: that was everything.",
                               chosen_.bound());
        if (result_.exhausted && shown_.findings.empty()) return "";
        if (chosen_.within->budget() == 0 || shown_.counts.abandoned > 0 || !error_.empty())
            return "";
        return fmt::format("Within {}={} everything was explored, and nothing was found.",
                           chosen_.bounded, chosen_.within->budget() - 1);
    }

    // What the questions about findings may take together, where time is short: what is left of it, and a
    // second at least.
    Allowance allowed(const OnProgress& progress) const {
        Allowance allowance;
        if (options_.max_seconds > 0) {
            const double left = std::max(1.0, options_.max_seconds - limits_.seconds());
            allowance.until =
                Allowance::Clock::now() + std::chrono::duration_cast<Allowance::Clock::duration>(
                                              std::chrono::duration<double>(left));
        }
        if (progress)
            allowance.asks = [this, &progress](const std::string& question) {
                const double seconds = limits_.seconds();
                if (seconds > kSilent) progress({.asks = question, .seconds = seconds});
            };
        return allowance;
    }

    void tell(const OnProgress& progress) {
        Allowance allowance = allowed(progress);
        unweighed_ = shown_;
        weigh(shown_.findings, shown_.hazards, shown_.doers);
        for (auto& [fingerprint, kept] : shown_.findings) {
            // Its own executions do not come to an end: to look for a shorter one, or for one without it,
            // takes as long as they may be.
            const auto [shortest, proved] =
                kept.ran_on ? Shortest{kept, false} : shortest_of(kept, allowance);
            result_.findings.push_back(told(shortest));
            Finding& finding = result_.findings.back();
            finding.fewest_switches = proved;
            if (options_.diagnose == 0) continue;
            allowance.executions = std::min(
                options_.diagnose, std::max<std::uint64_t>(10'000, 4 * result_.executions));
            diagnose(finding, scenario_, params_, shortest.moves, options_.max_steps, allowance,
                     kept.ran_on);
        }
        for (auto& [fingerprint, kept] : shown_.hazards) {
            Finding hazard = told(kept);
            if (!is_found_itself(hazard)) result_.hazards.push_back(std::move(hazard));
        }
        tell_who_starves();
    }

    Shortest shortest_of(const Kept& kept, Allowance allowance) const {
        allowance.executions = options_.minimise;
        return minimise(scenario_, params_, kept, options_.max_steps, allowance);
    }

    void tell_who_starves() {
        std::vector<Finding> starve;
        for (const auto& [lock, passed] : shown_.doers.passed) detect::starvation(passed, starve);
        std::map<std::string, Finding> once;
        for (Finding& hazard : starve) once.try_emplace(hazard.fingerprint, std::move(hazard));
        for (auto& [fingerprint, hazard] : once) result_.hazards.push_back(std::move(hazard));
    }

    // Two locks in both orders are no hazard beside the hang that they come to.
    bool is_found_itself(const Finding& hazard) const {
        if (hazard.kind != FindingKind::LockOrder) return false;
        return std::any_of(
            result_.findings.begin(), result_.findings.end(), [&](const Finding& found) {
                const auto takes_part = [&](const std::string& lock) {
                    return std::find(found.participants.begin(), found.participants.end(), lock) !=
                           found.participants.end();
                };
                return found.kind == FindingKind::Cycle &&
                       std::all_of(hazard.participants.end() - 2, hazard.participants.end(),
                                   takes_part);
            });
    }

    void conclude() {
        if (!error_.empty()) {
            result_.verdict = Verdict::Error;
            result_.reason = error_;
        } else if (!result_.findings.empty()) {
            result_.verdict = Verdict::Found;
        } else if (!result_.exhausted) {
            result_.verdict = Verdict::Inconclusive;
            result_.reason = unfinished_because();
            if (part_)
                result_.reason =
                    fmt::format("part {} of {}: {}", part_->number, part_->of, result_.reason);
        } else {
            result_.verdict = result_.bound.empty() ? Verdict::Free : Verdict::FreeWithin;
        }
    }

    std::string unfinished_because() const {
        const explore::GoodTuring& traces = explorers_.front()->traces();
        if (chosen_.random && traces.executions() > 0)
            return fmt::format(
                "{} executions were drawn, {} traces seen: the next shows a new one with a chance "
                "of at most {:.3g} (95 % confidence; estimate {:.3g})",
                shown_.counts.executions, traces.distinct(), traces.bound(), traces.estimate());
        if (const std::string reason = limits_.reason(); !reason.empty()) return reason;
        if (shown_.counts.abandoned > 0)
            return fmt::format(
                "{} executions reached --max-steps {}, or a loop went round in them though others "
                "could go on",
                shown_.counts.abandoned, options_.max_steps);
        if (part_ && chosen_.frontier->left() > 0)
            return "it has found as much for the others as it may carry, join the parts";
        if (part_) return "its share is explored, join the parts";
        return "the strategy does not exhaust a scenario";
    }

    // Runs the finding's schedule again, which also shows that it is one.
    Finding told(const Kept& kept) const {
        Replayed again = replay(scenario_, params_, kept.moves);
        const bool listed =
            is_hazard(kept.finding.kind) || (kept.finding.excused && kept.cut.empty());
        const auto& all = listed ? again.result.hazards : again.result.findings;
        const auto same = std::find_if(all.begin(), all.end(), [&](const Finding& finding) {
            return finding.fingerprint == kept.finding.fingerprint;
        });
        INVARIANT(same != all.end(),
                  "a finding is gone when its schedule is run again: the scenario is not "
                  "deterministic (" +
                      kept.finding.fingerprint + ")");
        Finding finding = *same;
        finding.count = kept.finding.count;
        finding.summary += kept.weighed;
        finding.excused = kept.finding.excused;
        finding.switches = static_cast<unsigned>(kept.switches);
        return finding;
    }

    const Scenario& scenario_;
    const Params& params_;
    const ExploreOptions& options_;
    Chosen chosen_;
    sched::Patience& patience_;
    const std::shared_ptr<sched::Ids> ids_ = std::make_shared<sched::Ids>();
    Shown shown_;      // with what was shown by the exploration that this one goes on with
    Shown unweighed_;  // to go on with: what is weighed then is what is shown from there on
    const std::optional<Part> part_;
    Limits limits_;
    std::vector<std::unique_ptr<Explorer>> explorers_;
    bool exhausted_ = false;
    std::string error_;
    ScenarioResult result_;
};

}  // namespace

ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress) {
    std::optional<Saved> left;
    return explore(scenario, params, options, progress, nullptr, left);
}

ScenarioResult explore(const Scenario& scenario, const Params& params,
                       const ExploreOptions& options, const OnProgress& progress, const Saved* from,
                       std::optional<Saved>& left) {
    sched::Patience patience = from ? from->patience : sched::Patience{};
    ExploreOptions within = options;  // each time that all is begun anew takes of the same seconds
    const auto start = Limits::Clock::now();
    for (;;) {
        Exploration exploration(scenario, params, within, from, patience);
        if (auto result = exploration.run(progress)) {
            left = exploration.left();
            return std::move(*result);
        }
        if (from && from->part)
            throw UsageError(
                fmt::format("more is learned of the loops of {} than the other parts know: explore "
                            "it from the beginning",
                            scenario.name));
        from = nullptr;
        const std::chrono::duration<double> spent = Limits::Clock::now() - start;
        if (options.max_seconds > 0)
            within.max_seconds = std::max(0.001, options.max_seconds - spent.count());
    }
}

}  // namespace impasse::run
