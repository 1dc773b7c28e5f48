#include "harness/sync/thread.hpp"

#include <exception>

#include "harness/sched/scheduler.hpp"

namespace impasse::sync {

using sched::Scheduler;

thread::thread(Name name, std::function<void()> body, Location where)
    : id_(Scheduler::current().spawn(name, sched::AgentKind::Thread, std::move(body), where)),
      where_(where) {}

thread::~thread() noexcept(false) {
    if (joinable() && !Scheduler::current().silent())
        panic("a thread is destroyed that was neither joined nor detached", where_);
}

void thread::join(Location where) {
    const AgentId id = std::exchange(id_, kNoAgent);
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent() || id == kNoAgent) return;
    scheduler.step({where, {scheduler.agent(id).completion->id(), Verb::Join, id}});
}

void this_thread::yield(Location where) { Scheduler::current().give_way(where); }

void interchangeable(int n, const char* name, const std::function<void()>& body, Location where) {
    Scheduler& scheduler = Scheduler::current();
    AgentId elder = kNoAgent;
    for (int i = 0; i < n && !scheduler.silent(); ++i) {
        const AgentId id = scheduler.spawn(Name(name, i), sched::AgentKind::Thread, body, where);
        scheduler.agent(id).elder = std::exchange(elder, id);
    }
}

jthread::~jthread() noexcept(false) {
    if (!thread_.joinable()) return;
    const sched::InDestructor quietly;
    thread_.join(where_);
}

}  // namespace impasse::sync
