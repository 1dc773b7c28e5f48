#include "harness/sync/condition_variable.hpp"

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

condition_variable::condition_variable(Name name, SpuriousWakeups spurious)
    : condition_(name, spurious.most) {
    Scheduler::current().add(condition_);
    Scheduler::current().allows_spurious_wakeups(spurious.most);
}

condition_variable::~condition_variable() { Scheduler::forget(condition_); }

void condition_variable::wait(std::unique_lock<mutex>& lock, Location where) {
    Scheduler& scheduler = Scheduler::current();
    op::Lock& held = lock.mutex()->object();
    const unsigned way =
        scheduler.step({where, {condition_.id(), Verb::CondWait}, {held.id(), Verb::Unlock}});
    if (!scheduler.silent()) {
        if (way == op::Condition::kSpuriously) {
            condition_.wake_spuriously();
        } else {
            condition_.wait(scheduler.self());
        }
        scheduler.released(held, op::Mode::Write);
    }
    scheduler.step({where, {condition_.id(), Verb::CondWake}, {held.id(), Verb::Lock}});
    if (!scheduler.silent()) scheduler.took(held, op::Mode::Write, "lock", where);
}

void condition_variable::notify_one(Location where) {
    Scheduler& scheduler = Scheduler::current();
    const unsigned which = scheduler.step({where, {condition_.id(), Verb::CondNotifyOne}});
    if (scheduler.silent()) return;
    const bool anyone = condition_.waiters() > 0;
    condition_.signal({scheduler.self(), scheduler.depth(), anyone, where,
                       anyone ? bit(condition_.waiter(which)) : 0, false});
    if (anyone) condition_.wake(which);
}

void condition_variable::notify_all(Location where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {condition_.id(), Verb::CondNotifyAll}});
    if (scheduler.silent()) return;
    AgentSet agents = 0;
    for (std::size_t i = 0; i < condition_.waiters(); ++i) agents |= bit(condition_.waiter(i));
    condition_.signal({scheduler.self(), scheduler.depth(),
                       static_cast<unsigned>(condition_.waiters()), where, agents});
    condition_.wake_all();
}

}  // namespace impasse::sync
