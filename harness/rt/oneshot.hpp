// tokio::sync::oneshot (1.35.1, sync/oneshot.rs 595-630, 844-857, 1073-1211): one value, once.
//
// The receiver is the future: it yields nothing when the sender is dropped, or when it was closed
// before the value came. A value that was sent before close() is still received. Each operation is
// one step; waking the receiver is another. Left out: Sender::closed, a cooperative budget.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "harness/op/signals.hpp"
#include "harness/rt/coop.hpp"
#include "harness/rt/future.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

namespace detail {

template <class T>
struct OneShot {
    explicit OneShot(Name name) : object(name) {
        sched::Scheduler::current().add(object);
        show();
    }
    ~OneShot() { sched::Scheduler::forget(object); }

    void show() {
        if (sched::Scheduler::current().recording())
            object.show(value ? "sent" : complete ? "sender gone" : closed ? "closed" : "empty");
    }

    op::Shown object;
    std::optional<T> value;
    bool complete = false;  // sent, or the sender is gone
    bool closed = false;
    Waker receiver;
};

}  // namespace detail

template <class T>
class OneshotSender {
  public:
    OneshotSender(std::shared_ptr<detail::OneShot<T>> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    OneshotSender(OneshotSender&&) noexcept = default;
    OneshotSender& operator=(OneshotSender&&) = delete;
    ~OneshotSender() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        if (scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseSender}}))
            complete(where_);
    }

    // Gives the value back when the receiver is gone or closed.
    std::optional<T> send(T value, Location where = Location::current()) && {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::Send}});
        if (scheduler.silent()) return value;
        if (channel_->closed) {
            channel_.reset();
            return value;
        }
        channel_->value.emplace(std::move(value));
        channel_->object.signal(
            {scheduler.self(), scheduler.depth(), channel_->receiver ? 1U : 0U, where});
        complete(where);
        return std::nullopt;
    }

  private:
    void complete(const Location& where) {
        const auto channel = std::exchange(channel_, nullptr);
        channel->complete = true;
        channel->show();
        if (!channel->closed) std::exchange(channel->receiver, {}).wake(where);
    }

    std::shared_ptr<detail::OneShot<T>> channel_;
    Location where_;
};

template <class T>
class OneshotReceiver {
  public:
    using Output = std::optional<T>;

    OneshotReceiver(std::shared_ptr<detail::OneShot<T>> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    OneshotReceiver(OneshotReceiver&&) noexcept = default;
    OneshotReceiver& operator=(OneshotReceiver&&) = delete;
    ~OneshotReceiver() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        if (scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseReceiver}}))
            closed();
    }

    Poll<Output> poll(Context& context) {
        return budgeted(context, [&]() -> Poll<Output> {
            sched::Scheduler& scheduler = sched::Scheduler::current();
            scheduler.step({context.where(), {channel_->object.id(), Verb::Receive}});
            if (channel_->complete || channel_->closed) {
                Output value = std::move(channel_->value);
                if (value) channel_.reset();  // its drop is no step any more
                return Poll<Output>::ready(std::move(value));
            }
            channel_->receiver = context.waker();
            scheduler.awaits(
                {.object = channel_->object.id(), .what = "a value of", .where = context.where()});
            return Poll<Output>::pending();
        });
    }
    void close(Location where = Location::current()) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::CloseReceiver}});
        if (!scheduler.silent()) closed();
    }

  private:
    void closed() {
        channel_->closed = true;
        channel_->show();
    }

    std::shared_ptr<detail::OneShot<T>> channel_;
    Location where_;
};

template <class T>
std::pair<OneshotSender<T>, OneshotReceiver<T>> oneshot(Name name = "oneshot",
                                                        Location where = Location::current()) {
    auto channel = std::make_shared<detail::OneShot<T>>(name);
    return {OneshotSender<T>(channel, where), OneshotReceiver<T>(channel, where)};
}

}  // namespace impasse::rt
