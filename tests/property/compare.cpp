#include "tests/property/compare.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <optional>
#include <unordered_map>

#include "harness/core/hash.hpp"
#include "harness/core/invariant.hpp"
#include "harness/detect/detector.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/replay.hpp"
#include "harness/op/verb.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/trace/recorder.hpp"
#include "tests/property/interpret.hpp"
#include "tests/property/orbits.hpp"

namespace impasse::property {

namespace {

using trace::TraceHash;

constexpr unsigned kMaxSteps = 2'000;  // programs have no loops: none comes near

std::string_view word(Ending ending) {
    switch (ending) {
        case Ending::Complete:
            return "complete";
        case Ending::Stuck:
            return "stuck";
        case Ending::Overtaken:
            return "overtaken";
        case Ending::Abandoned:
            return "abandoned";
    }
    return "";
}

// Interchangeable agents that start agents count as different from then on: their orbits repeat.
bool alike_make_agents(const Program& program) {
    bool make = false;
    for (const Agent& agent : program.agents)
        each_op(agent.ops, [&](const Op& op) {
            if (op.what != Do::SpawnAlike) return;
            each_op(program.agents[static_cast<std::size_t>(op.args[0])].ops,
                    [&](const Op& one) { make |= one.what == Do::Spawn; });
        });
    return make;
}

// What a strategy sees of a situation: everyone's enabled step.
std::uint64_t hash_of(const Situation& situation) {
    std::uint64_t hash = mix(situation.enabled());
    for (AgentSet left = situation.enabled(); left; left &= left - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(left));
        const Step& step = situation.pending(agent);
        hash = mix(hash ^ (situation.ways(agent) * 4096ULL + step.where.line()));
        for (const Access& access : step)
            hash =
                mix(hash ^ (mix(access.object) + static_cast<std::uint64_t>(access.verb) * 65537 +
                            static_cast<std::uint64_t>(access.argument)));
    }
    return hash;
}

std::string describe(const Situation& situation, const sched::Scheduler& scheduler) {
    std::string text;
    for (AgentId agent = 0; agent < kMaxAgents; ++agent) {
        if (!(situation.enabled() & bit(agent))) continue;
        const Step& step = situation.pending(agent);
        text += fmt::format("      {} (op {}, {} ways)", scheduler.name_of(agent),
                            step.where.line(), situation.ways(agent));
        for (const Access& access : step)
            text += fmt::format(" {} #{}", op::doing(access.verb),
                                static_cast<std::int64_t>(access.object));
        text += '\n';
    }
    return text;
}

// What a search has within each preemption bound.
struct Preemptions {
    std::map<TraceHash, unsigned> fewest;          // of the executions of a trace
    std::map<unsigned, std::uint64_t> executions;  // with exactly that many

    bool within(const TraceHash& trace, std::optional<unsigned> bound) const {
        return !bound || fewest.at(trace) <= *bound;
    }
    std::uint64_t executions_within(unsigned bound) const {
        std::uint64_t sum = 0;
        for (const auto& [count, executions_with] : executions)
            if (count <= bound) sum += executions_with;
        return sum;
    }
};

// Looks at every situation of a search: a trace so far has one. Counts preemptions.
class Watch final : public Strategy {
  public:
    struct Conflict {
        std::uint64_t before = 0;  // the execution that showed the other situation
        std::vector<Move> moves;   // of this one, so far
        std::string situation;     // empty: it is the end
    };

    Watch(Strategy& inner, const trace::CanonicalForm& form, const sched::Scheduler& scheduler)
        : inner_(inner), form_(form), scheduler_(scheduler) {}

    bool begin() override {
        ++execution_;
        preempted_ = 0;
        return inner_.begin();
    }
    Move pick(const Situation& situation) override {
        if (looks_new(hash_of(situation)))
            conflict = {before_, scheduler_.moves(), describe(situation, scheduler_)};
        const Move move = inner_.pick(situation);
        preempted_ += situation.running_wants_on() && move.agent != situation.running();
        return move;
    }
    void end(Ending ending) override {
        if (ending != Ending::Abandoned && looks_new(static_cast<std::uint64_t>(ending)))
            conflict = {before_, scheduler_.moves(), ""};
        const auto [fewest, fresh] = preemptions.fewest.try_emplace(form_.hash(), preempted_);
        fewest->second = std::min(fewest->second, preempted_);
        ++preemptions.executions[preempted_];
        inner_.end(ending);
    }
    void last(const Situation& situation) override { inner_.last(situation); }
    bool exhausted() const override { return inner_.exhausted(); }
    std::string error() const override { return inner_.error(); }

    std::optional<Conflict> conflict;
    Preemptions preemptions;

  private:
    struct Seen {
        std::uint64_t situation = 0;
        std::uint64_t execution = 0;
    };
    struct Hasher {
        std::size_t operator()(const TraceHash& hash) const { return hash.low; }
    };

    // Whether it is the first one that differs from what the trace so far had shown before.
    bool looks_new(std::uint64_t situation) {
        const auto [place, fresh] = seen_.try_emplace(form_.hash(), Seen{situation, execution_});
        before_ = place->second.execution;
        return !fresh && !conflict && place->second.situation != situation;
    }

    Strategy& inner_;
    const trace::CanonicalForm& form_;
    const sched::Scheduler& scheduler_;
    std::uint64_t execution_ = 0;
    std::uint64_t before_ = 0;
    unsigned preempted_ = 0;                            // in this execution
    std::unordered_map<TraceHash, Seen, Hasher> seen_;  // never iterated
};

// Follows moves as far as they go, and describes the situation there.
class Until final : public Strategy {
  public:
    Until(const std::vector<Move>& moves, std::size_t count, const sched::Scheduler& scheduler)
        : replay_(moves), count_(count), scheduler_(scheduler) {}

    bool begin() override { return replay_.begin(); }
    Move pick(const Situation& situation) override {
        if (situation.depth() < count_) return replay_.pick(situation);
        there = describe(situation, scheduler_);
        return {};
    }
    void end(Ending) override {}
    bool exhausted() const override { return false; }

    std::string there;

  private:
    explore::Replay replay_;
    std::size_t count_;
    const sched::Scheduler& scheduler_;
};

class Comparer {
  public:
    Comparer(const Program& program, std::uint64_t max_executions, bool by_orbit)
        : program_(program), max_executions_(max_executions), by_orbit_(by_orbit) {}

    Comparison run(const std::vector<Subject>& subjects) {
        try {
            bool fine = search();
            for (std::size_t i = 0; fine && i < subjects.size(); ++i) fine = judge(subjects[i]);
        } catch (const InvariantFailure& failure) {
            differ(Wrong::Error, failure.what() + schedule_text(scheduler_.moves(), SIZE_MAX));
        }
        return std::move(result_);
    }

  private:
    using Traces = std::map<TraceHash, Outcome>;

    struct Tally {
        std::uint64_t executions = 0;
        std::uint64_t cut = 0;
        std::uint64_t repeated = 0;
        std::set<std::string> hazards;
    };

    // Runs the strategy to its end. False: something is wrong, or there is too much to run.
    bool explore(sched::Scheduler& scheduler, Strategy& strategy, Traces& traces, Tally& tally,
                 std::uint64_t limit) {
        State state;
        const sched::Body body = [&] { interpret(program_, state); };
        Noting noting(strategy);
        while (noting.begin()) {
            if (++tally.executions > limit) return false;
            const Ending ending = scheduler.run(body, noting, {kMaxSteps, &form_, nullptr});
            noting.end(ending);
            if (!strategy.error().empty()) return differ(Wrong::Error, strategy.error());
            if (strategy.seen_before()) {
                ++tally.cut;
                continue;
            }
            const auto judgement = detect::judge(scheduler.snapshot());
            for (const Finding& hazard : judgement.hazards)
                tally.hazards.insert(hazard.fingerprint);
            if (ending == Ending::Abandoned) {
                ++tally.cut;
                continue;
            }
            Outcome outcome{ending, state.str(), {}, tally.executions};
            for (const Finding& finding : judgement.findings)
                outcome.findings.insert(told(finding));
            const auto [place, fresh] = traces.try_emplace(key(noting), std::move(outcome));
            if (fresh) continue;
            ++tally.repeated;
            // try_emplace leaves its argument alone when it inserts nothing.
            if (!place->second.same_as(outcome))
                return differ(
                    Wrong::TwoOutcomes,
                    fmt::format("one trace, two outcomes:\n{}{}\n{}{}", place->second.str(),
                                schedule_of(place->second.execution), outcome.str(),
                                schedule_text(scheduler.moves(), SIZE_MAX)));
        }
        if (!strategy.exhausted()) return differ(Wrong::Error, "it has not exhausted the program");
        return true;
    }

    // Of findings that are alike one is told, the one of the elder agents: agents that change names
    // may change which. So of an orbit the kinds are compared.
    std::string told(const Finding& finding) const {
        return by_orbit_ ? std::string(to_string(finding.kind)) : finding.fingerprint;
    }

    // What stands for the trace that was run: itself, or all of its orbit.
    TraceHash key(const Noting& noting) {
        if (!by_orbit_) return form_.hash();
        const auto [place, fresh] = orbits_.try_emplace(form_.hash());
        if (fresh) place->second = renaming_.orbit(noting);
        return place->second;
    }

    bool search() {
        explore::Dfs dfs;
        Watch watch(dfs, form_, scheduler_);
        Tally tally;
        const bool ended = explore(scheduler_, watch, traces_, tally, max_executions_);
        hazards_ = std::move(tally.hazards);
        preemptions_ = std::move(watch.preemptions);
        result_.executions = tally.executions;
        result_.traces = traces_.size();
        result_.renamed = by_orbit_ ? orbits_.size() - traces_.size() : 0;
        for (const auto& [hash, outcome] : traces_) {
            result_.stuck += outcome.ending == Ending::Stuck;
            result_.found |= !outcome.findings.empty();
        }
        if (watch.conflict && result_.wrong == Wrong::Nothing)
            return two_situations(*watch.conflict);
        result_.discarded = !ended && result_.wrong == Wrong::Nothing;
        return ended;
    }

    bool two_situations(const Watch::Conflict& conflict) {
        const auto other = moves_of(conflict.before);
        // The prefix of the same trace has the same length.
        const std::size_t steps = conflict.moves.size();
        sched::Scheduler fresh;
        State state;
        Until until(other, steps, fresh);
        until.begin();
        fresh.run([&] { interpret(program_, state); }, until, {kMaxSteps, nullptr, nullptr});
        return differ(Wrong::TwoSituations,
                      fmt::format("one trace so far, two situations:{}    then can go:\n{}{}    "
                                  "then can go:\n{}",
                                  schedule_text(other, steps), until.there,
                                  schedule_text(conflict.moves, steps), conflict.situation));
    }

    bool judge(const Subject& subject) {
        const auto strategy = subject.make();
        const auto off = [&](Wrong wrong, const std::string& text) {
            return differ(wrong, subject.name + ": " + text);
        };
        Traces traces;
        Tally tally;
        const std::uint64_t limit = 10 * max_executions_;
        const bool ended = explore(scheduler_, *strategy, traces, tally, limit);
        result_.tried += tally.executions;
        if (!ended)
            return result_.wrong == Wrong::Nothing &&
                   off(Wrong::Repeats, fmt::format("{} executions, and no end", limit));
        for (const auto& [hash, outcome] : traces_) {
            if (!preemptions_.within(hash, subject.preemptions)) continue;
            const auto it = traces.find(hash);
            if (it == traces.end())
                return off(Wrong::Traces, "a trace is missed, which came to\n" + outcome.str() +
                                              schedule_of(outcome.execution));
            if (!it->second.same_as(outcome))
                return off(Wrong::Outcomes, fmt::format("{}\nwhere the search has {}",
                                                        it->second.str(), outcome.str()));
        }
        for (const auto& [hash, outcome] : traces)
            if (!traces_.contains(hash) || !preemptions_.within(hash, subject.preemptions))
                return off(Wrong::Traces, "the search does not know " + outcome.str());
        const auto* within = dynamic_cast<const explore::DepthFirst*>(strategy.get());
        if (within && subject.preemptions && !within->refused() && traces.size() < traces_.size())
            return off(Wrong::Traces, "it says that the bound kept nothing out");
        const bool once = subject.once && !(by_orbit_ && alike_make_agents(program_));
        if ((once && tally.repeated > 0) || (subject.optimal && tally.cut > 0) ||
            (subject.preemptions &&
             tally.executions > preemptions_.executions_within(*subject.preemptions)))
            return off(Wrong::Repeats,
                       fmt::format("{} executions for {} traces: {} repeated, {} cut",
                                   tally.executions, traces.size(), tally.repeated, tally.cut));
        return subject.preemptions || by_orbit_ || judge_hazards(subject);
    }

    // A scheduler tells of each hazard once: the subject has one of its own.
    bool judge_hazards(const Subject& subject) {
        sched::Scheduler scheduler;
        const auto strategy = subject.make();
        Traces traces;
        Tally tally;
        const bool ended = explore(scheduler, *strategy, traces, tally, max_executions_);
        if (!ended || tally.hazards == hazards_) return ended;
        return differ(Wrong::Outcomes,
                      fmt::format("{}: hazards {}, where the search has {}", subject.name,
                                  fmt::join(tally.hazards, " "), fmt::join(hazards_, " ")));
    }

    bool differ(Wrong wrong, std::string text) {
        result_.wrong = wrong;
        result_.text = std::move(text);
        return false;
    }

    // The search is deterministic: its n-th execution can be had again.
    std::vector<Move> moves_of(std::uint64_t execution) const {
        explore::Dfs dfs;
        sched::Scheduler fresh;
        State state;
        for (std::uint64_t n = 0; n < execution && dfs.begin(); ++n)
            dfs.end(
                fresh.run([&] { interpret(program_, state); }, dfs, {kMaxSteps, nullptr, nullptr}));
        return fresh.moves();
    }
    std::string schedule_of(std::uint64_t execution) const {
        return schedule_text(moves_of(execution), SIZE_MAX);
    }

    // A line a step, for as many as asked.
    std::string schedule_text(const std::vector<Move>& moves, std::size_t count) const {
        sched::Scheduler fresh;
        State state;
        trace::Recorder recorder;
        explore::Replay replay(moves);
        replay.begin();
        std::string text = "\n";
        try {
            fresh.run([&] { interpret(program_, state); }, replay,
                      {static_cast<unsigned>(std::min(count, moves.size())), nullptr, &recorder});
        } catch (const InvariantFailure&) {  // it is what is being told of
        }
        for (const StepLine& line : recorder.take())
            text += fmt::format("    {:6}{}{} {}{} (op {})\n", line.agent, line.follows ? "+ " : "",
                                line.operation, line.object,
                                line.change.empty() ? "" : ": " + line.change, line.where.line);
        return text;
    }

    const Program& program_;
    std::uint64_t max_executions_;
    bool by_orbit_;
    // One for both: its ids are in the order of first appearance.
    const std::shared_ptr<sched::Ids> ids_ = std::make_shared<sched::Ids>();
    sched::Scheduler scheduler_{ids_};
    Renaming renaming_{scheduler_, *ids_};
    std::map<TraceHash, TraceHash> orbits_;
    trace::CanonicalForm form_;
    Traces traces_;
    std::set<std::string> hazards_;
    Preemptions preemptions_;
    Comparison result_;
};

}  // namespace

std::string Outcome::str() const {
    return fmt::format("{}: {}{}{}", word(ending), state, findings.empty() ? "" : ", finds ",
                       fmt::join(findings, " "));
}

std::string_view to_string(Wrong wrong) {
    switch (wrong) {
        case Wrong::Nothing:
            return "nothing";
        case Wrong::Error:
            return "error";
        case Wrong::TwoSituations:
            return "one trace, two situations";
        case Wrong::TwoOutcomes:
            return "one trace, two outcomes";
        case Wrong::Traces:
            return "other traces";
        case Wrong::Outcomes:
            return "other outcomes";
        case Wrong::Repeats:
            return "repeats";
    }
    return "";
}

Comparison compare(const Program& program, const std::vector<Subject>& subjects,
                   std::uint64_t max_executions) {
    return Comparer(program, max_executions, false).run(subjects);
}

Comparison compare_orbits(const Program& program, const std::vector<Subject>& subjects,
                          std::uint64_t max_executions) {
    return Comparer(program, max_executions, true).run(subjects);
}

}  // namespace impasse::property
