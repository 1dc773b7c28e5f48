#include "harness/sched/unwind.hpp"

#include <exception>
#include <utility>

#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

void Scheduler::panicked(const std::string& message, const Location& where, bool aborts) {
    if (!silent_)
        snapshot_.panics.push_back({name_of(running_->id), message, Site::of(where), aborts});
}

void Scheduler::abort_execution() {
    if (running_->trial > 0) gives_up(*running_);
    over_ = true;
    ending_ = Ending::Complete;  // the process is over; nobody waits any more
    go_home();
    current_coroutine_->injection = Injection::None;
}

// What the agent would do next is not to be done.
void Scheduler::end_here() {
    over_ = true;
    ending_ = Ending::Abandoned;
    go_home();
    throw_injection();
}

InDestructor::InDestructor() : quiet_(&Scheduler::current().quiet()) { ++*quiet_; }
InDestructor::~InDestructor() { --*quiet_; }

}  // namespace impasse::sched

namespace impasse {

void panic(std::string message, Location where) {
    sched::Scheduler& scheduler = sched::Scheduler::current();
    if (scheduler.silent()) return;
    sched::Coroutine& coroutine = scheduler.coroutine();
    if (coroutine.dropped && std::uncaught_exceptions() == 1 && !coroutine.late_panic) {
        coroutine.late_panic.emplace(std::move(message), where);
        return;
    }
    if (std::uncaught_exceptions() > 0) {
        scheduler.panicked(message, where, true);
        scheduler.abort_execution();
        return;
    }
    throw Panic(std::move(message), where);
}

bool panicking() {
    sched::Scheduler& scheduler = sched::Scheduler::current();
    if (scheduler.silent()) return false;
    const sched::Coroutine* at = &scheduler.coroutine();
    auto uncaught = static_cast<unsigned>(std::uncaught_exceptions());
    while (uncaught <= (at->dropped ? 1U : 0U) && !at->late_panic) {
        at = at->resumer;
        if (at == nullptr) return false;
        uncaught = at->uncaught();
    }
    return true;
}

}  // namespace impasse
