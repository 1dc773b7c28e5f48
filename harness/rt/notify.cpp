#include "harness/rt/notify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

using sched::Scheduler;

namespace {
constexpr std::size_t kWakeBatch = 32;
}

Notify::Notify(Name name) : object_(name) {
    Scheduler::current().add(object_);
    show();
}

Notify::~Notify() { Scheduler::forget(object_); }

void Notify::show() {
    if (!Scheduler::current().recording()) return;
    object_.show(fmt::format("{} waiting{}, generation {}", waiting_.size(),
                             permit_ ? ", a permit" : "", generation_));
}

Notified Notify::notified(Location where) {
    Scheduler::current().step({where, {object_.id(), Verb::NotifiedCreate}});
    return Notified(*this, generation_, where);
}

Waker Notify::pass_permit() {
    Waker waker;
    if (waiting_.empty()) {
        permit_ = true;
    } else {
        waiting_.front()->notification = Notification::One;
        waker = waiting_.front()->waker;
        waiting_.pop_front();
    }
    show();
    return waker;
}

void Notify::notify_one(Location where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {object_.id(), Verb::NotifyOne}});
    if (scheduler.silent()) return;
    // A permit is stored when nobody waits, so nothing is lost then; a second one is.
    const AgentSet reached = waiting_.empty() ? 0 : bit(waiting_.front()->agent);
    if (reached || permit_)
        object_.signal(
            {scheduler.self(), scheduler.depth(), reached ? 1U : 0U, where, reached, false});
    pass_permit().wake(where);
}

// The wakers are collected under Notify's lock, the longest waiter first, and woken outside of it
// in batches of 32, each from its end (1.35's WakeList pops; from 1.38 on it is the queue's order).
void Notify::notify_waiters(Location where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {object_.id(), Verb::NotifyWaiters}});
    if (scheduler.silent()) return;
    ++generation_;
    std::vector<Waker> wakers;
    AgentSet agents = 0;
    for (const auto& waiter : waiting_) {
        agents |= bit(waiter->agent);
        waiter->notification = Notification::All;
        wakers.push_back(waiter->waker);
    }
    object_.signal({scheduler.self(), scheduler.depth(), waiters(), where, agents});
    waiting_.clear();
    show();
    for (std::size_t begin = 0; begin < wakers.size(); begin += kWakeBatch)
        for (std::size_t i = std::min(begin + kWakeBatch, wakers.size()); i > begin; --i)
            wakers[i - 1].wake(where);
}

Notified::Notified(Notified&& other) noexcept
    : notify_(std::exchange(other.notify_, nullptr)),
      generation_(other.generation_),
      where_(other.where_),
      state_(other.state_),
      registered_at_(other.registered_at_),
      waiter_(std::move(other.waiter_)) {}

Notified::~Notified() {
    Scheduler& scheduler = Scheduler::current();
    if (!notify_ || state_ != State::Waiting || scheduler.silent()) return;
    const sched::InDestructor quietly;
    if (!scheduler.step_quietly({where_, {notify_->object_.id(), Verb::NotifiedDrop}})) return;
    std::erase(notify_->waiting_, waiter_);
    const bool chosen = waiter_->notification == Notify::Notification::One;
    notify_->show();
    if (chosen) notify_->pass_permit().wake(where_);
}

// Whether it has been notified; else it is in the queue.
bool Notified::poll_notified(const Location& where) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.step({where, {notify_->object_.id(), Verb::NotifiedPoll}});
    const bool woken = waiter_ && waiter_->notification != Notify::Notification::None;
    if (state_ == State::Init && std::exchange(notify_->permit_, false)) {
        notify_->show();
        state_ = State::Done;
    } else if (woken || (state_ == State::Init && generation_ != notify_->generation_)) {
        state_ = State::Done;
    }
    if (state_ == State::Done) return true;
    if (state_ == State::Init) {
        state_ = State::Waiting;
        registered_at_ = scheduler.depth();
        waiter_ = std::make_shared<Notify::Waiter>();
        notify_->waiting_.push_back(waiter_);
        notify_->show();
    }
    waiter_->agent = scheduler.self();
    return false;
}

bool Notified::enable(Location where) { return poll_notified(where); }

Poll<Unit> Notified::poll(Context& context) {
    if (poll_notified(context.where())) return Poll<Unit>::ready({});
    waiter_->waker = context.waker();
    Scheduler::current().awaits({.object = notify_->object_.id(),
                                 .what = "notification of",
                                 .where = context.where(),
                                 .since = registered_at_,
                                 .notification = true});
    return Poll<Unit>::pending();
}

}  // namespace impasse::rt
