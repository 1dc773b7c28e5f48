#include "harness/sync/barrier.hpp"

#include "harness/core/invariant.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

barrier::barrier(std::ptrdiff_t expected, Name name) : barrier_(name, expected) {
    INVARIANT(expected > 0, "a barrier expects somebody");
    Scheduler::current().add(barrier_);
}

barrier::~barrier() { Scheduler::forget(barrier_); }

void barrier::arrive_and_wait(Location where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {barrier_.id(), Verb::CountDown, 1}});
    if (scheduler.silent()) return;
    const std::ptrdiff_t round = barrier_.arrive(scheduler.self());
    INVARIANT(round > 0, "more threads arrive at " + barrier_.name().str() + " than it expects");
    scheduler.step(
        {where,
         {barrier_.id(), Verb::LatchWait, static_cast<std::int32_t>(round * barrier_.expected())}});
}

}  // namespace impasse::sync
