#include <fmt/format.h>

#include <chrono>

#include "harness/core/invariant.hpp"
#include "harness/relacy/engine.hpp"
#include "harness/relacy/retell.hpp"
// last: they include Relacy
#include "harness/relacy/session.hpp"
#include "harness/relacy/tree_search.hpp"

namespace impasse::relacy {

namespace {

// One execution of the body, in thread 0; the others are made by it.
template <unsigned kThreads>
class Execution : public rl::test_suite<Execution<kThreads>, 1> {
  public:
    static constexpr rl::thread_id_t dynamic_thread_count = kThreads - 1;

    Execution() {
        Session& session = Session::current();
        bool goes_on = false;
        {
            const OwnMemory own;
            goes_on = session.goes_on();
        }
        if (!goes_on) rl::ctx().rl_until("a limit", debug_info_of({}));
        session.recorder.begin();
        session.spinners = &spinners_;
        session.measured.clear();
    }
    // It has come to its end.
    ~Execution() {
        Session& session = Session::current();
        while (!session.kept.empty()) {
            delete session.kept.back();
            session.kept.pop_back();
        }
        session.spinners = nullptr;
        const OwnMemory own;
        for (const auto& [what, value] : session.measured) widen(session.measures, what, value);
    }

    void thread(unsigned) {
        Recorder& recorder = Recorder::current();
        recorder.runs_as(recorder.add("main", kNoAgent), rl::thread_index());
        run_guarded(Session::current().body);
    }

  private:
    rl::condition_variable spinners_;
};

class Limits {
  public:
    explicit Limits(const Options& options) : options_(options) {}

    bool allow(std::uint64_t executions) {
        if (executions == options_.max_executions)
            why_ = fmt::format("{} executions ran out", executions);
        else if (executions % 256 == 0)
            look_at_the_clock(executions);
        return why_.empty();
    }
    const std::string& why() const { return why_; }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr double kBetweenLines = 0.2;  // seconds

    void look_at_the_clock(std::uint64_t executions) {
        const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
        if (options_.max_seconds > 0 && seconds > options_.max_seconds)
            why_ = fmt::format("{} seconds ran out", options_.max_seconds);
        if (!options_.progress || seconds < next_line_) return;
        next_line_ = seconds + kBetweenLines;
        options_.progress(executions, seconds);
    }

    double next_line_ = kBetweenLines;
    const Options& options_;
    const Clock::time_point start_ = Clock::now();
    std::string why_;
};

// What the search has left out.
std::string bound_of(const Options& options, const Session& session) {
    std::string bound;
    const auto add = [&](const std::string& what) { bound += (bound.empty() ? "" : ", ") + what; };
    if (options.preemptions && session.recorder.any_kept_out())
        add(fmt::format("preemptions={}", *options.preemptions));
    if (session.weak) add("older-stores=1");
    if (session.stale_reads_cut) add(fmt::format("stale-reads={}", kStaleReads));
    if (session.cas_may_fail) add("weak-failures=1");
    if (session.cas_sees_newest) add("failed-exchanges=newest");
    if (session.spurious_wakeups > 0)
        add(fmt::format("spurious-wakeups={}", session.spurious_wakeups));
    return bound;
}

// What Relacy's word for the end of a search means here.
void judge(Result& result, rl::test_result_e ending, const Recorder& recorder,
           const Limits& limits) {
    const auto found = [&](Ending how) {
        result.verdict = Verdict::Found;
        result.stuck = how == Ending::Stuck;
        result.finding = retell(recorder, how);
    };
    switch (ending) {
        case rl::test_result_success:
            result.exhausted = true;
            result.verdict = result.bound.empty() ? Verdict::Free : Verdict::FreeWithin;
            return;
        case rl::test_result_until_condition_hit:
            result.reason = limits.why();
            return;
        case rl::test_result_livelock:
            result.reason = fmt::format("an execution took more than {} steps", kMaxSteps);
            return;
        case rl::test_result_deadlock:
        case rl::test_result_recursion_on_nonrecursive_mutex:
            return found(Ending::Stuck);
        case rl::test_result_user_assert_failed:
            return found(Ending::Panic);
        case rl::test_result_data_race:
            return found(Ending::Race);
        case rl::test_result_memory_leak:
            return found(Ending::Leak);
        default:  // Relacy has two dozen more, misuses of primitives: a bug of the program
            result.verdict = Verdict::Error;
            result.reason = rl::test_result_str(ending);
    }
}

}  // namespace

Result search(const std::function<void()>& body, const Options& options) {
    using Search = TreeSearch<kMaxThreads>;
    Session session(body, options.sequentially_consistent);
    Limits limits(options);
    Result result;
    session.goes_on = [&] { return limits.allow(session.recorder.executions()); };
    std::ostream silent(nullptr);
    rl::test_params params;
    params.output_stream = params.progress_stream = &silent;
    params.execution_depth_limit = kMaxSteps;
    params.search_type = options.preemptions ? rl::sched_bound : rl::sched_full;
    params.context_bound = options.preemptions.value_or(Search::kUnbounded);
    rl::ostringstream state;
    // Not rl::simulate: it would run a failing execution twice and write about it.
    const rl::test_result_e ending =
        rl::run_test<Execution<kMaxThreads>, Search>(params, state, false);
    result.bound = bound_of(options, session);
    result.executions = session.recorder.executions();
    result.steps = session.recorder.steps();
    result.spurious_wakeups = session.spurious_wakeups;
    result.measures = session.measures;
    judge(result, ending, session.recorder, limits);
    if (!session.error.empty()) {
        result.verdict = Verdict::Error;
        result.reason = session.error;
    }
    return result;
}

}  // namespace impasse::relacy
