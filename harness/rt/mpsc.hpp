// tokio::sync::mpsc::unbounded_channel (1.35): many senders, one receiver.
//
// recv() yields nothing once the queue is empty and all senders are dropped, or it is closed. A send to a
// closed or dropped receiver fails. Each operation is one step; waking the receiver is another.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <utility>

#include "harness/op/signals.hpp"
#include "harness/rt/coop.hpp"
#include "harness/rt/future.hpp"
#include "harness/rt/sender_end.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

namespace detail {

template <class T>
struct Channel {
    explicit Channel(Name name) : object(name) {
        sched::Scheduler::current().add(object);
        show();
    }
    ~Channel() { sched::Scheduler::forget(object); }

    void show() {
        if (sched::Scheduler::current().recording())
            object.show(fmt::format("{} queued{}", queue.size(), closed ? ", closed" : ""));
    }
    void wake_receiver(const Location& where) { std::exchange(receiver, {}).wake(where); }

    op::Shown object;
    std::deque<T> queue;
    unsigned senders = 1;
    bool closed = false;
    Waker receiver;
};

}  // namespace detail

template <class T>
class UnboundedSender : public detail::SenderEnd<detail::Channel<T>> {
    using detail::SenderEnd<detail::Channel<T>>::channel_;

  public:
    using detail::SenderEnd<detail::Channel<T>>::SenderEnd;

    // False when the receiver is gone.
    bool send(T value, Location where = Location::current()) const {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::Send}});
        if (scheduler.silent() || channel_->closed) return false;
        channel_->queue.push_back(std::move(value));
        channel_->object.signal(
            {scheduler.self(), scheduler.depth(), channel_->receiver ? 1U : 0U, where});
        channel_->show();
        channel_->wake_receiver(where);
        return true;
    }
};

template <class T>
class UnboundedReceiver {
  public:
    class Recv {
      public:
        using Output = std::optional<T>;
        explicit Recv(detail::Channel<T>& channel) : channel_(channel) {}

        Poll<Output> poll(Context& context) {
            return budgeted(context, [&]() -> Poll<Output> {
                sched::Scheduler& scheduler = sched::Scheduler::current();
                scheduler.step({context.where(), {channel_.object.id(), Verb::Receive}});
                if (!channel_.queue.empty()) {
                    Output value(std::move(channel_.queue.front()));
                    channel_.queue.pop_front();
                    channel_.show();
                    return Poll<Output>::ready(std::move(value));
                }
                if (channel_.senders == 0 || channel_.closed)
                    return Poll<Output>::ready(std::nullopt);
                channel_.receiver = context.waker();
                scheduler.awaits({.object = channel_.object.id(),
                                  .what = "a message in",
                                  .where = context.where(),
                                  .serves = true});
                return Poll<Output>::pending();
            });
        }

      private:
        detail::Channel<T>& channel_;
    };

    UnboundedReceiver(std::shared_ptr<detail::Channel<T>> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    UnboundedReceiver(UnboundedReceiver&&) noexcept = default;
    UnboundedReceiver& operator=(UnboundedReceiver&&) = delete;
    ~UnboundedReceiver() {
        if (!channel_) return;
        sched::Scheduler& scheduler = sched::Scheduler::current();
        const sched::InDestructor quietly;
        const auto left = [&] { return std::exchange(channel_->queue, {}); };
        if (!scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseReceiver}})) {
            left();  // a message may have a sender of this channel
            return;
        }
        channel_->closed = true;
        channel_->show();
        left();
    }

    Recv recv() { return Recv(*channel_); }
    // Nothing can be sent any more; what was sent can be received (sync/mpsc/chan.rs 229-242, 289).
    void close(Location where = Location::current()) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::CloseReceiver}});
        if (scheduler.silent()) return;
        channel_->closed = true;
        channel_->show();
    }

  private:
    std::shared_ptr<detail::Channel<T>> channel_;
    Location where_;
};

template <class T>
std::pair<UnboundedSender<T>, UnboundedReceiver<T>> unbounded_channel(
    Name name = "channel", Location where = Location::current()) {
    auto channel = std::make_shared<detail::Channel<T>>(name);
    return {UnboundedSender<T>(channel, where), UnboundedReceiver<T>(channel, where)};
}

}  // namespace impasse::rt
