#include "harness/rt/block_on.hpp"

namespace impasse::rt {

using sched::Scheduler;

ThreadWaker::ThreadWaker() : parker_("its parked thread") { Scheduler::current().add(parker_); }

ThreadWaker::~ThreadWaker() { Scheduler::forget(parker_); }

void ThreadWaker::wake(const Location& where) {
    if (Scheduler::current().step_quietly({where, {parker_.id(), Verb::Unpark}})) parker_.unpark();
}

void ThreadWaker::park(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {parker_.id(), Verb::Park}});
    if (!scheduler.silent()) parker_.take();
}

}  // namespace impasse::rt
