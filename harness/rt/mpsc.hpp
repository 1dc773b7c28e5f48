// tokio::sync::mpsc::unbounded_channel (1.35): many senders, one receiver.
//
// recv() yields nothing once all senders are dropped and the queue is empty. A send to a dropped
// receiver fails. Each operation is one step; waking the receiver is another.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <utility>

#include "harness/op/signals.hpp"
#include "harness/rt/coop.hpp"
#include "harness/rt/future.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

namespace detail {

template <class T>
struct Channel {
    explicit Channel(Name name) : object(name) {
        sched::Scheduler::current().add(object);
        show();
    }
    ~Channel() { sched::Scheduler::current().remove(object); }

    void show() {
        if (sched::Scheduler::current().recording())
            object.show(fmt::format("{} queued{}", queue.size(), closed ? ", receiver gone" : ""));
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
class UnboundedSender {
  public:
    UnboundedSender(std::shared_ptr<detail::Channel<T>> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    UnboundedSender(const UnboundedSender& other) : channel_(other.channel_), where_(other.where_) {
        ++channel_->senders;
    }
    UnboundedSender(UnboundedSender&&) noexcept = default;
    UnboundedSender& operator=(UnboundedSender other) noexcept {
        std::swap(channel_, other.channel_);
        return *this;
    }
    ~UnboundedSender() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        if (!scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseSender}})) return;
        if (--channel_->senders == 0) channel_->wake_receiver(where_);
    }

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

  private:
    std::shared_ptr<detail::Channel<T>> channel_;
    Location where_;
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
                if (channel_.senders == 0) return Poll<Output>::ready(std::nullopt);
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
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        if (!scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseReceiver}})) return;
        channel_->closed = true;
        channel_->show();
        channel_->queue.clear();
    }

    Recv recv() { return Recv(*channel_); }

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
