#include "harness/rt/time.hpp"

namespace impasse::rt {

using sched::Scheduler;

Poll<Unit> YieldNow::poll(Context& context) {
    if (yielded_) return Poll<Unit>::ready({});
    yielded_ = true;
    if (context.runtime()) {
        context.runtime()->worker().defer(Scheduler::current().self());
    } else {
        context.waker().wake(where_);
    }
    return Poll<Unit>::pending();
}

Sleep::~Sleep() {
    if (runtime_) runtime_->remove_timer(id_);
}

Poll<Unit> Sleep::poll(Context& context) {
    INVARIANT(context.runtime() != nullptr, "sleep outside of a runtime");
    Scheduler& scheduler = Scheduler::current();
    if (!runtime_) {
        runtime_ = context.runtime();
        id_ = runtime_->add_timer(scheduler.self());
    }
    if (runtime_->fired(id_)) return Poll<Unit>::ready({});
    scheduler.awaits(
        {.object = runtime_->worker().id(), .what = "a sleep on", .where = where_, .serves = true});
    return Poll<Unit>::pending();
}

}  // namespace impasse::rt
