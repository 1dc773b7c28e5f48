#include "harness/rt/time.hpp"

#include "harness/rt/coop.hpp"

namespace impasse::rt {

using sched::Scheduler;

namespace {

// Timers of a runtime with workers that go on meanwhile.
bool moves(RuntimeCore& runtime, const Location& where) {
    if (runtime.has_all()) return true;
    return Scheduler::current().step_quietly({where, {runtime.executor().id(), Verb::PollTimer}});
}

}  // namespace

Poll<Unit> YieldNow::poll(Context& context) {
    if (yielded_) return Poll<Unit>::ready({});
    yielded_ = true;
    if (RuntimeCore* runtime = RuntimeCore::current()) {
        runtime->defer(context.waker(), where_);
    } else {
        context.waker().wake(where_);
    }
    return Poll<Unit>::pending();
}

Sleep::~Sleep() {
    const sched::InDestructor quietly;
    if (runtime_ && moves(*runtime_, where_)) runtime_->remove_timer(id_);
}

Poll<Unit> Sleep::poll(Context& context) {
    return budgeted(context, [&]() -> Poll<Unit> {
        if (!runtime_) {
            RuntimeCore* runtime = RuntimeCore::current();
            if (!runtime)
                panic(
                    "there is no reactor running, must be called from the context of a Tokio 1.x "
                    "runtime",
                    where_);
            moves(*runtime, where_);
            runtime_ = runtime->shared_from_this();
            id_ = runtime_->add_timer(context.waker(), where_);
        } else {
            moves(*runtime_, where_);
        }
        if (runtime_->fired(id_, context.waker())) return Poll<Unit>::ready({});
        Scheduler::current().awaits({.object = runtime_->executor().id(),
                                     .what = "a sleep on",
                                     .where = where_,
                                     .serves = true});
        return Poll<Unit>::pending();
    });
}

}  // namespace impasse::rt
