#include "harness/run/explorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

#include "harness/detect/detector.hpp"
#include "harness/run/crash.hpp"
#include "harness/run/ran_on.hpp"

namespace impasse::run {

std::atomic<bool> interrupted = false;

namespace {

// A program that runs away does so in nearly every execution: the rest would show nothing new.
constexpr std::uint64_t kMaxAbandoned = 100;
// Of those in which an agent gives way and is let go first again and again, for they are short.
constexpr std::uint64_t kMaxUnfair = 20'000;

// Each is a replay that mostly ends soon.
constexpr std::uint64_t kMostRoundsTried = 20'000;

// The clock costs more than a short execution does.
constexpr std::uint64_t kExecutionsBetweenLooks = 256;
constexpr std::uint64_t kFirstExecutions = 16;

bool time_to_look(std::uint64_t executions) {
    return executions <= kFirstExecutions || executions % kExecutionsBetweenLooks == 0;
}

}  // namespace

Kept kept_of(Finding finding, std::vector<Move> moves) {
    Kept kept{std::move(finding), std::move(moves)};
    AgentSet agents = 0;
    for (std::size_t i = 0; i < kept.moves.size(); ++i) {
        agents |= bit(kept.moves[i].agent);
        kept.switches += i > 0 && kept.moves[i].agent != kept.moves[i - 1].agent;
    }
    kept.agents = static_cast<std::size_t>(std::popcount(agents));
    return kept;
}

bool better(const Kept& a, const Kept& b) {
    const auto order = [](const Move& x, const Move& y) {
        return std::tie(x.agent, x.way) < std::tie(y.agent, y.way);
    };
    if (a.switches != b.switches) return a.switches < b.switches;
    if (a.agents != b.agents) return a.agents < b.agents;
    if (a.moves.size() != b.moves.size()) return a.moves.size() < b.moves.size();
    return std::lexicographical_compare(a.moves.begin(), a.moves.end(), b.moves.begin(),
                                        b.moves.end(), order);
}

void keep(KeptFindings& where, Kept found) {
    std::string key = found.finding.fingerprint;
    for (const trace::CutWait& cut : found.cut)
        key += fmt::format(" {}/{}/{:x}", cut.id, cut.wait.object, cut.able);
    auto [place, fresh] = where.try_emplace(std::move(key));
    Kept& kept = place->second;
    const std::uint64_t count = fresh ? 0 : kept.finding.count;
    const std::uint64_t more = found.finding.count;
    if (fresh || better(found, kept)) kept = std::move(found);
    kept.finding.count = count + more;
}

Counts& Counts::operator+=(const Counts& other) {
    executions += other.executions;
    complete += other.complete;
    deadlocked += other.deadlocked;
    redundant += other.redundant;
    abandoned += other.abandoned;
    steps += other.steps;
    return *this;
}

Limits::Limits(const ExploreOptions& options, const Counts& before)
    : options_(options), executions_(before.executions), abandoned_(before.abandoned) {}

double Limits::seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Limits::stop(std::string reason) {
    const std::lock_guard lock(mutex_);
    if (!stopped_.exchange(true)) reason_ = std::move(reason);
}

std::string Limits::reason() const {
    const std::lock_guard lock(mutex_);
    return reason_;
}

bool Limits::go_on(bool abandoned, bool unfair, bool found) {
    const std::uint64_t executions = ++executions_;
    if (abandoned && !unfair && ++abandoned_ >= kMaxAbandoned)
        stop(
            fmt::format("{} executions reached --max-steps {}", kMaxAbandoned, options_.max_steps));
    if (unfair && ++unfair_ >= kMaxUnfair)
        stop(fmt::format("in {} executions a loop went round for ever though others could go on",
                         kMaxUnfair));
    if (found && options_.stop_at_first) stop("--stop-at-first");
    if (options_.max_executions > 0 && executions >= options_.max_executions)
        stop(fmt::format("--max-executions {} ran out", options_.max_executions));
    if (interrupted.load(std::memory_order_relaxed)) stop("it was interrupted");
    if (options_.max_seconds > 0 && time_to_look(executions) && seconds() >= options_.max_seconds)
        stop(fmt::format("--max-seconds {} ran out", options_.max_seconds));
    return !stopped();
}

void Explorer::run(const OnProgress& progress) {
    sched::Scheduler scheduler(ids_);
    scheduler_ = &scheduler;
    const NowRunning now({&scenario_, &params_, &scheduler.moves()});
    try {
        loop(progress);
    } catch (const std::exception& failure) {
        error_ = failure.what();  // an invariant, or a schedule that does not fit any more
    }
    if (error_.empty()) error_ = strategy_.error();
    if (!error_.empty()) limits_.stop(error_);
    counts_.steps += scheduler.steps();
    doers_ = scheduler.doers();
    scheduler_ = nullptr;
}

void Explorer::loop(const OnProgress& progress) {
    const sched::Body body = [this] { scenario_.body(params_); };
    const sched::RunOptions run{.max_steps = options_.max_steps,
                                .canonical = optimal_ ? nullptr : &canonical_,
                                .spinners = spinners_,
                                .patience = &patience_};
    double shown = 0;
    while (!limits_.stopped() && strategy_.begin()) {
        const Ending ending = scheduler_->run(body, strategy_, run);
        gave_up_ = scheduler_->gave_up();
        if (gave_up_) return limits_.stop("a loop gives up by itself");
        strategy_.end(ending);
        if (!strategy_.error().empty()) return;
        spurious_wakeups_ = std::max(spurious_wakeups_, scheduler_->snapshot().spurious_wakeups);
        const bool seen_before = strategy_.seen_before();
        count(ending);
        if (ending == Ending::Complete)
            for (const trace::Measured& measured : scheduler_->snapshot().measured)
                widen(measures_, measured.what, measured.value);
        look_for_rounds(ending);
        if (!seen_before) judge();  // else what shows in it was told there
        endless_ = scheduler_->unfair() && patience_.alone > sched::Patience::kImpatient;
        if (endless_) return limits_.stop("a loop goes round for ever");
        const bool abandoned = ending == Ending::Abandoned && !seen_before;
        if (!limits_.go_on(abandoned, scheduler_->unfair(), !findings_.empty())) return;
        if (!time_to_look(counts_.executions)) continue;
        const auto explored = options_.jobs > 1 || progress ? strategy_.explored() : std::nullopt;
        if (!progress) continue;
        const double now = limits_.seconds();
        if (now - shown < 0.2) continue;
        shown = now;
        progress({.executions = limits_.executions(),
                  .found = findings_.size(),
                  .seconds = now,
                  .explored = explored});
    }
}

bool Explorer::learns(sched::Patience& patience) const {
    if (gave_up_) patience.loops.insert(*gave_up_);
    if (endless_) patience.alone = sched::Patience::kImpatient;
    return gave_up_ || endless_;
}

void Explorer::count(Ending ending) {
    ++counts_.executions;
    if (strategy_.seen_before() || ending == Ending::Overtaken) {
        ++counts_.redundant;
    } else if (ending == Ending::Abandoned) {
        ++counts_.abandoned;
    } else if (!optimal_ && !traces_.add(canonical_.hash())) {
        ++counts_.redundant;
    } else if (ending == Ending::Stuck) {
        ++counts_.deadlocked;
    } else {
        ++counts_.complete;
    }
}

void Explorer::judge() {
    const trace::Snapshot& snapshot = scheduler_->snapshot();
    if (snapshot.quiet()) return;
    for (const trace::PanicView& panic : snapshot.panics) aborted_ = aborted_ || panic.aborts;
    detect::Judgement judgement = detect::judge(snapshot);
    const auto& moves = scheduler_->moves();
    for (Finding& finding : judgement.findings) {
        if (snapshot.ran_on && shows_while_others_run_on(finding.kind)) {
            if (findings_.contains(finding.fingerprint))
                ++findings_.at(finding.fingerprint).finding.count;
            else
                keep_running(soonest(scenario_, params_, std::move(finding), moves));
            continue;
        }
        Kept kept = kept_of(std::move(finding), moves);
        if (kept.finding.kind == FindingKind::WaitersAtDrop && kept.finding.also.empty() &&
            !snapshot.stuck)
            kept.cut = snapshot.cut_waits;
        keep(findings_, std::move(kept));
    }
    for (Finding& hazard : judgement.hazards) {
        Kept kept = kept_of(std::move(hazard), moves);
        for (const trace::HeldAcrossAwait& held : snapshot.held)
            if (kept.finding.kind == FindingKind::GuardAcrossAwait &&
                kept.finding.sites == std::vector<Site>{held.taken_at, held.awaited_at} &&
                kept.finding.participants.front() == held.agent)
                kept.across = held;
        keep(hazards_, std::move(kept));
    }
}

// What waits for ever while others run on, and those who only go round: told where it begins. Of a program
// that can go round there is no end to the traces.
void Explorer::look_for_rounds(Ending ending) {
    std::optional<FoundRunning> found;
    if (rounds_tried_ < kMostRoundsTried)
        found = found_going_round(scenario_, params_, *scheduler_, rounds_tried_);
    const bool runs_on = ending == Ending::Abandoned;
    if (!found && runs_on && scheduler_->moves().size() >= long_one_) {
        long_one_ = 2 * scheduler_->moves().size();
        found = found_while_running(scenario_, params_, scheduler_->moves());
    }
    if (!found) return;
    const FindingKind kind = found->finding.kind;
    if (kind != FindingKind::Reentry && kind != FindingKind::Cycle)
        limits_.stop("it can go round for ever");
    keep_running(std::move(*found));
}

void Explorer::keep_running(FoundRunning found) {
    Kept kept = kept_of(std::move(found.finding), std::move(found.moves));
    kept.finding.count = 1;
    kept.ran_on = true;
    keep(findings_, std::move(kept));
}

}  // namespace impasse::run
