#include "harness/op/multi_thread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/op/names.hpp"

namespace impasse::op {

MultiThread::MultiThread(Name name, unsigned workers, const Intervals& intervals)
    : Executor(name), intervals_(intervals), workers_(workers) {
    INVARIANT(workers > 0, "a runtime without workers");
    if (intervals_.inject == 0) intervals_.inject = 61;
    for (Worker& worker : workers_) worker.lifo_enabled = intervals_.lifo_polls > 0;
    settle();
}

unsigned MultiThread::ways(const Access& access, AgentId agent) const {
    const auto busy = [](const Worker& worker) { return worker.busy(); };
    switch (access.verb) {
        case Verb::Poll:
            return static_cast<unsigned>(candidates(agent).size());
        case Verb::FireTimer:
            return static_cast<unsigned>(at_clock().size() * timers_.size());
        case Verb::WakeDeferred:
            return may_wake_deferred(static_cast<WorkerId>(access.argument));
        case Verb::DropTasks:  // by a worker that has come to the end of its poll
            return !std::all_of(workers_.begin(), workers_.end(), busy);
        case Verb::JoinWorkers:
            return std::none_of(workers_.begin(), workers_.end(), busy);
        default:
            return 1;
    }
}

std::string MultiThread::state() const {
    std::string text;
    const auto list = [&](const char* what, const auto& agents) {
        if (agents.empty()) return;
        text += fmt::format(", {}:", what);
        for (const AgentId agent : agents) text += " " + agent_name(agent);
    };
    for (WorkerId id = 0; id < workers_.size(); ++id) {
        const Worker& worker = workers_[id];
        if (id > 0) text += "; ";
        text += fmt::format("worker {} {}", id,
                            worker.busy() ? "polls " + agent_name(worker.slot)
                                          : (worker.parked ? "parked" : "between polls"));
        if (worker.lifo != kNoAgent) text += ", lifo: " + agent_name(worker.lifo);
        list("queue", worker.queue);
        list("deferred", worker.deferred);
    }
    list("injected", inject_);
    return text;
}

// --- what comes next

bool MultiThread::at_interval(const Worker& worker, unsigned interval) const {
    return (worker.tick + 1) % interval == 0;
}

// Where it looks at timers and deferred wakers though it has work (Context::maintenance).
bool MultiThread::at_event(const Worker& worker) const {
    return at_interval(worker, intervals_.event) && !worker.maintained;
}

bool MultiThread::may_search(const Worker& worker) const {
    return worker.searching || 2 * searching() < workers_.size();
}

bool MultiThread::finds_work(WorkerId id) const {
    const Worker& worker = workers_[id];
    if (worker.has_tasks() || !inject_.empty()) return true;
    if (!may_search(worker)) return false;
    for (WorkerId victim = 0; victim < workers_.size(); ++victim)
        if (victim != id && !workers_[victim].queue.empty()) return true;
    return false;
}

bool MultiThread::must_wake_deferred(const Worker& worker) const {
    return !worker.deferred.empty() && (worker.looking || at_event(worker));
}

bool MultiThread::may_wake_deferred(WorkerId id) const {
    const Worker& worker = workers_[id];
    if (closed() || worker.busy() || worker.in_row() || worker.deferred.empty()) return false;
    return must_wake_deferred(worker) || worker.idle || !finds_work(id);
}

// The workers that may look at the clock now: the one on the driver, or, when nobody sits there,
// one that passes by.
std::vector<WorkerId> MultiThread::at_clock() const {
    std::vector<WorkerId> at;
    if (closed()) return at;
    for (WorkerId id = 0; id < workers_.size(); ++id) {
        const Worker& worker = workers_[id];
        if (worker.busy() || worker.in_row()) continue;
        const bool passes =
            !worker.parked && (worker.looking || at_event(worker) || may_wake_deferred(id));
        if (at_driver_ == id || (at_driver_ == kNoWorker && passes)) at.push_back(id);
    }
    return at;
}

void MultiThread::candidates_of(WorkerId id, std::vector<Candidate>& out) const {
    const Worker& worker = workers_[id];
    if (closed() || worker.busy()) return;
    const auto add = [&](AgentId agent, Source source, WorkerId victim = kNoWorker) {
        out.push_back({id, agent, source, victim});
    };
    if (!worker.in_row()) {
        if (must_wake_deferred(worker) || (worker.parked && !worker.has_tasks())) return;
        if (at_interval(worker, intervals_.inject) && !inject_.empty())
            return add(inject_.front(), Source::InjectOne);
    }
    if (worker.lifo != kNoAgent) return add(worker.lifo, Source::Lifo);
    if (!worker.queue.empty()) return add(worker.queue.front(), Source::Queue);
    if (!inject_.empty()) return add(inject_.front(), Source::Inject);
    if (!may_search(worker)) return;
    for (WorkerId victim = 0; victim < workers_.size(); ++victim) {
        const auto& queue = workers_[victim].queue;
        if (victim != id && !queue.empty()) add(queue[half(queue) - 1], Source::Steal, victim);
    }
}

std::vector<MultiThread::Candidate> MultiThread::candidates(AgentId agent) const {
    std::vector<Candidate> all;
    if (!(scheduled_ & bit(agent))) return all;
    for (WorkerId id = 0; id < workers_.size(); ++id) candidates_of(id, all);
    std::erase_if(all, [&](const Candidate& one) { return one.agent != agent; });
    return all;
}

void MultiThread::ahead_of(AgentId agent, std::vector<Blocker>& out) const {
    for (const Worker& worker : workers_) {
        const auto& deferred = worker.deferred;
        const bool stays = worker.lifo == agent ||
                           std::find(deferred.begin(), deferred.end(), agent) != deferred.end();
        if (stays) out.clear();  // nobody else can come to it
        if (worker.busy() && worker.slot != agent)
            out.push_back({worker.slot, "being polled", worker.polled_at});
        if (stays) return;
    }
}

// --- polls

AgentId MultiThread::pop(const Candidate& from) {
    Worker& worker = workers_[from.worker];
    const auto front = [](std::deque<AgentId>& queue) {
        const AgentId agent = queue.front();
        queue.pop_front();
        return agent;
    };
    switch (from.source) {
        case Source::Lifo:
            return std::exchange(worker.lifo, kNoAgent);
        case Source::Queue:
            return front(worker.queue);
        case Source::InjectOne:
            return front(inject_);
        case Source::Inject: {  // its share of what is there
            std::size_t more = inject_.size() / workers_.size();
            const AgentId agent = front(inject_);
            for (; more > 0 && !inject_.empty(); --more) worker.queue.push_back(front(inject_));
            return agent;
        }
        case Source::Steal: {  // half of it, of which the last one is polled
            auto& queue = workers_[from.victim].queue;
            for (std::size_t more = half(queue) - 1; more > 0; --more)
                worker.queue.push_back(front(queue));
            return front(queue);
        }
    }
    return kNoAgent;
}

void MultiThread::take(AgentId agent, unsigned way, const Location& where) {
    const Candidate from = candidates(agent)[way];
    Worker& worker = workers_[from.worker];
    if (worker.in_row()) {
        ++worker.lifo_polls;
        if (worker.lifo_polls >= intervals_.lifo_polls) worker.lifo_enabled = false;
    } else {
        if (worker.parked) leave_driver(from.worker);
        ticks(worker);
        worker.budget = intervals_.budget;
        if (from.source == Source::Steal) worker.searching = true;
    }
    const AgentId found = pop(from);
    INVARIANT(found == agent, "a worker polls another task than it found");
    if (std::exchange(worker.searching, false) && searching() == 0) notify();
    worker.running = true;
    worker.idle = worker.looking = false;
    worker.slot = agent;
    worker.polled_at = where;
    scheduled_ &= ~bit(agent);
    settle();
}

void MultiThread::release(AgentId agent) {
    Worker& worker = workers_[worker_of(agent)];
    worker.slot = kNoAgent;
    // A task that was woken while it was polled (task/harness.rs: poll_inner, yield_now).
    if (scheduled_ & bit(agent)) push_local(worker, agent, true);
    if (worker.lifo != kNoAgent && worker.budget == 0)
        worker.queue.push_back(std::exchange(worker.lifo, kNoAgent));
    if (worker.lifo == kNoAgent) {
        worker.running = false;
        worker.lifo_polls = 0;
        worker.lifo_enabled = intervals_.lifo_polls > 0;
    }
    settle();
}

// --- wakes

void MultiThread::schedule(AgentId agent, AgentId by) {
    if ((scheduled_ | over_) & bit(agent)) return;
    scheduled_ |= bit(agent);
    if (worker_of(agent) != kNoWorker) return;  // it is being polled
    const WorkerId id = worker_of(by);
    if (id == kNoWorker) {
        inject_.push_back(agent);
        notify();
    } else {
        push_local(workers_[id], agent, false);
    }
    settle();
}

void MultiThread::push_local(Worker& worker, AgentId agent, bool is_yield) {
    bool stealable = true;
    if (is_yield || !worker.lifo_enabled) {
        worker.queue.push_back(agent);
    } else {
        stealable = worker.lifo != kNoAgent;
        if (stealable) worker.queue.push_back(worker.lifo);
        worker.lifo = agent;
    }
    if (stealable && !worker.turning) notify();
}

WorkerId MultiThread::worker_of(AgentId agent) const {
    for (WorkerId id = 0; id < workers_.size(); ++id)
        if (workers_[id].slot == agent) return id;
    return kNoWorker;
}

unsigned* MultiThread::budget_of(AgentId agent) {
    const WorkerId id = worker_of(agent);
    return id == kNoWorker ? nullptr : &workers_[id].budget;
}

bool MultiThread::ready(AgentId agent) const {
    return Executor::ready(agent) ||
           std::any_of(workers_.begin(), workers_.end(), [&](const Worker& worker) {
               const auto& deferred = worker.deferred;
               return std::find(deferred.begin(), deferred.end(), agent) != deferred.end();
           });
}

void MultiThread::forget(AgentId agent) {
    Executor::forget(agent);
    for (Worker& worker : workers_) {
        if (worker.lifo == agent) worker.lifo = kNoAgent;
        std::erase(worker.queue, agent);
    }
    std::erase(inject_, agent);
}

// --- between polls

void MultiThread::defer(AgentId agent, WorkerId worker) {
    workers_[worker].deferred.push_back(agent);
}

void MultiThread::begin_wake_deferred(WorkerId id, AgentId by) {
    Worker& worker = workers_[id];
    if (at_event(worker)) {
        worker.maintained = true;
    } else {
        ticks(worker);  // it found nothing, and comes round again
        if (may_search(worker)) worker.searching = true;
    }
    worker.slot = by;
    worker.turning = true;
    worker.deferred.clear();
}

void MultiThread::end_wake_deferred(WorkerId id) {
    Worker& worker = workers_[id];
    worker.slot = kNoAgent;
    worker.turning = worker.looking = worker.idle = false;
    if (!worker.searching && worker.tasks() > 1) notify();
    settle();
}

Executor::Fired MultiThread::begin_fire(unsigned way, AgentId by) {
    const auto timers = static_cast<unsigned>(timers_.size());
    const WorkerId id = at_clock()[way / timers];
    workers_[id].slot = by;
    workers_[id].turning = true;
    return {take_timer(way % timers).id, id};
}

// Several timers may fire before it goes on: it is still there.
void MultiThread::end_fire(WorkerId id) {
    Worker& worker = workers_[id];
    worker.slot = kNoAgent;
    worker.turning = false;
    if (!worker.parked) {
        worker.looking = !worker.deferred.empty();
        if (!worker.looking && !worker.searching && worker.tasks() > 1) notify();
    }
    settle();
}

// A timer gave it a task: it was not unparked by anybody, and does not search.
void MultiThread::leave_driver(WorkerId id) {
    Worker& worker = workers_[id];
    unpark(id);
    std::erase(sleepers_, id);
    if (worker.tasks() > 1) notify();
}

void MultiThread::unpark(WorkerId id) {
    workers_[id].parked = false;
    if (at_driver_ == id) at_driver_ = kNoWorker;
}

// There is work that another worker could do (Idle::worker_to_notify).
void MultiThread::notify() {
    if (searching() > 0 || sleepers_.empty()) return;
    const WorkerId id = sleepers_.back();
    sleepers_.pop_back();
    unpark(id);
    workers_[id].searching = true;
}

// Who has found nothing parks.
void MultiThread::settle() {
    for (WorkerId id = 0; id < workers_.size(); ++id) {
        Worker& worker = workers_[id];
        if (worker.busy() || worker.parked || worker.in_row() || worker.looking || finds_work(id))
            continue;
        if (!worker.deferred.empty()) {
            worker.idle = true;
            continue;
        }
        worker.searching = false;
        worker.parked = true;
        ticks(worker);
        sleepers_.push_back(id);
        if (at_driver_ == kNoWorker) at_driver_ = id;
    }
}

void MultiThread::ticks(Worker& worker) {
    ++worker.tick;
    worker.maintained = false;
}

std::size_t MultiThread::searching() const {
    return static_cast<std::size_t>(std::count_if(
        workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.searching; }));
}

}  // namespace impasse::op
