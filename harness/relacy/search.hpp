// Runs a suite under Relacy: how a file that includes it turns a model into a Result.
#pragma once

#include <fmt/format.h>

#include <string>

#include "harness/relacy/engine.hpp"
#include "harness/relacy/policy.hpp"

namespace impasse::relacy {

// The base of a suite; Derived has thread(unsigned index), and its members are made for each
// execution.
template <class Derived, int kThreads>
class Suite : public rl::test_suite<Derived, kThreads> {
    static_assert(kThreads > 1, "g++ warns about Relacy's arrays of one thread");

  public:
    Suite() {
        if (!Recorder::current().begin()) rl::ctx().rl_until("iterations", debug_info_of({}));
    }
};

inline constexpr unsigned kMaxSteps = 2000;

// One of Relacy's tree searches without its fairness. As it comes, a thread that was blocked goes
// on only after each other unfinished thread has taken a step or was blocked itself
// (full_search_scheduler.hpp, yield_priority): with three threads that leaves executions out, and
// search_test.cpp has one that it never shows. Loops that spin end at kMaxSteps instead.
template <class Base>
class Unfair : public Base {
  public:
    using Base::Base;
    // Hides the base's, which the context calls by this type.
    rl::thread_id_t schedule(rl::unpark_reason& reason, unsigned) {
        return Base::schedule(reason, 0);
    }
};

// What Relacy's word for the end of a search means here.
inline void judge(Result& result, rl::test_result_e ending, const Options& options) {
    const auto found = [&](std::optional<FindingKind> kind) {
        result.verdict = Verdict::Found;
        result.kind = kind;
    };
    switch (ending) {
        case rl::test_result_success:
            result.exhausted = true;
            result.verdict = result.bound.empty() ? Verdict::Free : Verdict::FreeWithin;
            return;
        case rl::test_result_until_condition_hit:
            result.what = fmt::format("{} iterations ran out", options.max_iterations);
            return;
        case rl::test_result_livelock:
            result.what = fmt::format("an execution took more than {} steps", kMaxSteps);
            return;
        case rl::test_result_deadlock:
            return found(std::nullopt);
        case rl::test_result_recursion_on_nonrecursive_mutex:
            return found(FindingKind::Reentry);
        case rl::test_result_user_assert_failed:
            return found(FindingKind::Panic);
        case rl::test_result_data_race:
            return found(FindingKind::Race);
        case rl::test_result_memory_leak:
        case rl::test_result_resource_leak:
            return found(FindingKind::Leak);
        default:  // Relacy has two dozen more, misuses of primitives: a bug of the suite
            result.verdict = Verdict::Error;
    }
}

inline std::string bound_of(const Options& options, const Recorder& recorder) {
    std::string bound;
    if (options.preemptions) bound = fmt::format("preemptions={}", *options.preemptions);
    if (recorder.any_weak()) bound += bound.empty() ? "older-stores=1" : ",older-stores=1";
    return bound;
}

template <class TestSuite>
Result search(const Options& options) {
    constexpr int kThreads = TestSuite::params::thread_count;
    Recorder recorder(kThreads, kMaxSteps, options.max_iterations);
    std::ostream silent(nullptr);
    rl::test_params params;
    params.output_stream = params.progress_stream = &silent;
    params.execution_depth_limit = kMaxSteps;
    params.search_type = options.preemptions ? rl::sched_bound : rl::sched_full;
    params.context_bound = options.preemptions.value_or(0);
    rl::ostringstream state;
    // Not rl::simulate: it would run a failing execution twice and write about it.
    const rl::test_result_e ending =
        options.preemptions
            ? rl::run_test<TestSuite, Unfair<rl::context_bound_scheduler<kThreads>>>(params, state,
                                                                                     false)
            : rl::run_test<TestSuite, Unfair<rl::full_search_scheduler<kThreads>>>(params, state,
                                                                                   false);
    Result result{.bound = bound_of(options, recorder),
                  .iterations = recorder.executions(),
                  .steps = recorder.steps()};
    if (ending != rl::test_result_success) result.what = rl::test_result_str(ending);
    if (*recorder.message()) result.what = recorder.message();
    judge(result, ending, options);
    if (result.verdict == Verdict::Found) {
        result.state = state.str().c_str();
        result.stuck = recorder.unmet();
        result.events = std::move(recorder).events();
    }
    return result;
}

}  // namespace impasse::relacy
