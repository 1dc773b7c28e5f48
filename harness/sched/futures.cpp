// Futures with a stack of their own: they run under whoever polls or drops them.
#include <algorithm>

#include "harness/sched/go.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

void Scheduler::resume(Coroutine& nested, Injection injection) {
    nested.resumer = current_coroutine_;
    nested.injection = injection;
    if (!silent_) running_->active = &nested;
    go(nested);
    if (silent_ && injection != Injection::Abandoned) {
        current_coroutine_->injection = Injection::Abandoned;
        throw_injection();
    }
}

void Scheduler::suspend() {
    Coroutine& mine = *current_coroutine_;
    Coroutine& back = *mine.resumer;
    if (!silent_) running_->active = &back;
    go(back);
    if (mine.injection != Injection::None) throw_injection();
}

void Scheduler::go_home() { go(home_); }

void Scheduler::ends(Coroutine& nested) {
    Coroutine& back = *nested.resumer;
    if (!silent_) {
        running_->active = &back;
        for (op::Lock* lock : running_->held) lock->restack(&nested, &back);
    }
    current_coroutine_ = &back;
    nested.then(back);
}

void Scheduler::drop(Agent& task, const Location& where, bool cut_off, AgentSet able) {
    if (silent_ || task.finished()) return;
    // A task that waits for work beside something else serves: it does not want a result.
    const bool serves = std::any_of(task.awaiting.begin(), task.awaiting.end(),
                                    [](const Awaited& awaited) { return awaited.serves; });
    if (cut_off && !serves)
        for (const Awaited& awaited : task.awaiting)
            snapshot_.cut_waits.push_back({name_of(task.id), wait_for(awaited, task.id),
                                           Site::of(where), running_->id, task.id,
                                           able & ~bit(task.id)});
    announced_ &= ~bit(task.id);
    task.dropping = true;
    resume(*task.root, Injection::Dropped);
    if (!silent_) running_->active = current_coroutine_;
}

}  // namespace impasse::sched
