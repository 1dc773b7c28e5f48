#include "harness/sync/latch.hpp"

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

latch::latch(std::ptrdiff_t expected, Name name) : latch_(name, expected) {
    Scheduler::current().add(latch_);
}

latch::~latch() { Scheduler::forget(latch_); }

void latch::count_down(std::ptrdiff_t by, Location where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {latch_.id(), Verb::CountDown, static_cast<std::int32_t>(by)}});
    if (!scheduler.silent()) latch_.count_down(by);
}

void latch::wait(Location where) {
    Scheduler::current().step(
        {where, {latch_.id(), Verb::LatchWait, static_cast<std::int32_t>(latch_.initial())}});
}

}  // namespace impasse::sync
