#include "harness/rt/semaphore.hpp"

#include <algorithm>

#include "harness/rt/coop.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt::detail {

using sched::Scheduler;

namespace {
constexpr std::size_t kWakeBatch = 32;
}

std::vector<Waker> take_wakers(const std::vector<op::Permits::Waiter*>& served) {
    std::vector<Waker> wakers;
    for (op::Permits::Waiter* waiter : served)
        wakers.push_back(std::move(static_cast<PermitWaiter*>(waiter)->waker));
    for (std::size_t begin = 0; begin < wakers.size(); begin += kWakeBatch)
        std::reverse(
            wakers.begin() + static_cast<long>(begin),
            wakers.begin() + static_cast<long>(std::min(begin + kWakeBatch, wakers.size())));
    return wakers;
}

void wake_served(const std::vector<Waker>& wakers, const Location& where) {
    for (const Waker& waker : wakers) waker.wake(where);
}

BatchSemaphore::BatchSemaphore(Name name, unsigned permits) : permits_(name, permits) {
    Scheduler::current().add(permits_);
}

BatchSemaphore::~BatchSemaphore() { Scheduler::forget(permits_); }

unsigned BatchSemaphore::try_acquire(unsigned count, const char* as, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {permits_.id(), Verb::TryAcquire}});
    if (scheduler.silent()) return 0;
    return permits_.try_acquire(scheduler.self(), count, as, where);
}

void BatchSemaphore::add(unsigned count, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {permits_.id(), Verb::AddPermits}});
    if (!scheduler.silent()) wake_served(take_wakers(permits_.add(count)), where);
}

void BatchSemaphore::release(unsigned hold, unsigned count, const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.silent()) return;
    const sched::InDestructor quietly;
    if (!scheduler.step_quietly({where, {permits_.id(), Verb::AddPermits}})) return;
    permits_.forget(hold);
    wake_served(take_wakers(permits_.add(count)), where);
}

void BatchSemaphore::shrink(unsigned hold, unsigned from, unsigned to, const char* as,
                            const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {permits_.id(), Verb::AddPermits}});
    if (scheduler.silent()) return;
    permits_.shrink(hold, to, as);
    wake_served(take_wakers(permits_.add(from - to)), where);
}

// The waiters are woken one by one, the longest first (batch_semaphore.rs 252-257).
void BatchSemaphore::close(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {permits_.id(), Verb::CloseSemaphore}});
    if (scheduler.silent()) return;
    std::vector<Waker> wakers;
    for (op::Permits::Waiter* waiter : permits_.close())
        wakers.push_back(std::move(static_cast<PermitWaiter*>(waiter)->waker));
    wake_served(wakers, where);
}

Held::Held(Held&& other) noexcept
    : semaphore_(std::exchange(other.semaphore_, nullptr)),
      hold_(other.hold_),
      count_(other.count_),
      where_(other.where_) {
    // It is whoever's that moves it.
    Scheduler& scheduler = Scheduler::current();
    if (semaphore_ && !scheduler.silent()) semaphore_->permits().hand_on(hold_, scheduler.self());
}

Held::~Held() {
    if (semaphore_) semaphore_->release(hold_, count_, where_);
}

void Held::forget() {
    if (semaphore_) semaphore_->permits().forget(hold_);
    semaphore_ = nullptr;
}

void Held::shrink(unsigned count, const char* as, const Location& where) {
    semaphore_->shrink(hold_, count_, count, as, where);
    count_ = count;
}

void Acquire::drop() {
    Scheduler& scheduler = Scheduler::current();
    if (!waiter_ || !waiter_->queued || scheduler.silent()) return;
    const sched::InDestructor quietly;
    if (!scheduler.step_quietly({where_, {permits_->id(), how_.drops}})) return;
    wake_served(take_wakers(permits_->drop(*waiter_)), where_);
}

Poll<unsigned> Acquire::poll(Context& context) {
    return budgeted(context, [&]() -> Poll<unsigned> {
        Scheduler& scheduler = Scheduler::current();
        scheduler.step({context.where(), {permits_->id(), how_.polls}});
        if (!waiter_) {
            waiter_ = std::make_unique<PermitWaiter>();
            waiter_->wanted = how_.count;
            waiter_->as = how_.as;
            waiter_->registered_at = scheduler.depth();
        }
        waiter_->agent = scheduler.self();
        waiter_->where = context.where();
        switch (permits_->poll(*waiter_)) {
            case op::Permits::Polled::Acquired:
                return Poll<unsigned>::ready(waiter_->hold);
            case op::Permits::Polled::Closed:
                return Poll<unsigned>::ready(0);
            case op::Permits::Polled::Pending:
                break;
        }
        waiter_->waker = context.waker();
        scheduler.awaits({.object = permits_->id(),
                          .what = how_.what,
                          .where = context.where(),
                          .since = waiter_->registered_at});
        return Poll<unsigned>::pending();
    });
}

}  // namespace impasse::rt::detail
