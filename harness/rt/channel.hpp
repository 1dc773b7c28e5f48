// tokio::sync::mpsc::channel (1.35.1, sync/mpsc/bounded.rs and chan.rs): many senders, one receiver,
// and so many places. For the one without a bound see harness/rt/mpsc.hpp.
//
// A place is a permit of a fair semaphore: senders that find none queue in the order of their first
// poll, a message that is received gives its place to the longest of them, and a pending send that
// is dropped gives its own on. recv() yields nothing once the queue is empty and all senders are
// dropped, or it is closed and no place is in use any more. Each operation is one step; every wake
// that follows is another.
//
// Left out: tokio takes the permit and then pushes the message, so that for a moment a channel can
// be full and empty (chan.rs 448-454); here both are one step, and receiving is so too. What is
// kept: a sender whose assigned place comes too late, behind close(), gives it back without waking
// the receiver, which waits on until the last sender is dropped (batch_semaphore.rs 658-680;
// bounded.rs 1256-1271 wakes it for a Permit only).
#pragma once

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/invariant.hpp"
#include "harness/op/permits.hpp"
#include "harness/rt/coop.hpp"
#include "harness/rt/future.hpp"
#include "harness/rt/semaphore.hpp"
#include "harness/rt/sender_end.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

// What became of a message that was to be sent without waiting.
enum class TrySend : unsigned char { Sent, Full, Closed };

namespace detail {

template <class T>
struct Bounded {
    // More than any scenario sends.
    static constexpr unsigned kUnbounded = 1U << 20U;

    Bounded(Name name, unsigned capacity)
        : object(name, sched::Scheduler::current().edited(EditKind::Unbounded) ? kUnbounded
                                                                               : capacity) {
        INVARIANT(capacity > 0, "a bounded channel has at least one place");  // bounded.rs: panics
        sched::Scheduler::current().add(object);
        show();
    }
    ~Bounded() { sched::Scheduler::forget(object); }

    void show() {
        if (sched::Scheduler::current().recording())
            object.show(fmt::format("{} queued, ", queue.size()));
    }
    void wake_receiver(const Location& where) { std::exchange(receiver, {}).wake(where); }
    // With the place that `hold` is.
    void push(T value, unsigned hold, const Location& where) {
        object.forget(hold);
        queue.push_back(std::move(value));
        sched::Scheduler& scheduler = sched::Scheduler::current();
        object.signal({scheduler.self(), scheduler.depth(), receiver ? 1U : 0U, where});
        show();
        wake_receiver(where);
    }
    T pop(const Location& where) {
        T value(std::move(queue.front()));
        queue.pop_front();
        const auto wakers = take_wakers(object.add(1));
        show();
        wake_served(wakers, where);
        return value;
    }
    // Who waits for a place fails, the longest first. Once.
    void close(const Location& where) {
        std::vector<Waker> wakers;
        for (op::Permits::Waiter* waiter : object.close())
            wakers.push_back(std::move(static_cast<PermitWaiter*>(waiter)->waker));
        show();
        wake_served(wakers, where);
    }

    op::Permits object;
    std::deque<T> queue;
    unsigned senders = 1;
    Waker receiver;
};

inline constexpr Acquisition kPlace{
    .polls = Verb::SendPoll, .drops = Verb::SendDrop, .as = "Permit", .what = "place in"};

}  // namespace detail

// A place that was reserved. Borrows its sender; one that is dropped gives the place on.
template <class T>
class Permit {
  public:
    Permit(detail::Bounded<T>& channel, unsigned hold, const Location& where)
        : channel_(&channel), hold_(hold), where_(where) {}
    Permit(Permit&& other) noexcept
        : channel_(std::exchange(other.channel_, nullptr)),
          hold_(other.hold_),
          where_(other.where_) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (channel_ && !scheduler.silent()) channel_->object.hand_on(hold_, scheduler.self());
    }
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        op::Permits& object = channel_->object;
        if (!scheduler.step_quietly({where_, {object.id(), Verb::SendDrop}})) return;
        object.forget(hold_);
        const auto wakers = detail::take_wakers(object.add(1));
        const bool last = object.closed() && object.idle();
        detail::wake_served(wakers, where_);
        if (last) channel_->wake_receiver(where_);
    }

    // Also into a channel that was closed meanwhile.
    void send(T value, Location where = Location::current()) && {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::Send}});
        if (scheduler.silent()) return;
        std::exchange(channel_, nullptr)->push(std::move(value), hold_, where);
    }

  private:
    detail::Bounded<T>* channel_;
    unsigned hold_;
    Location where_;
};

template <class T>
class Sender : public detail::SenderEnd<detail::Bounded<T>> {
    using detail::SenderEnd<detail::Bounded<T>>::channel_;

  public:
    // Its output is the message when the channel is closed.
    class Send {
      public:
        using Output = std::optional<T>;
        Send(detail::Bounded<T>& channel, T value, const Location& where)
            : channel_(&channel),
              value_(std::move(value)),
              acquire_(channel.object, detail::kPlace, where) {}

        Poll<Output> poll(Context& context) {
            auto polled = acquire_.poll(context);
            if (!polled.is_ready()) return Poll<Output>::pending();
            const unsigned hold = polled.take();
            if (hold == 0) {
                acquire_.drop();
                return Poll<Output>::ready(std::move(value_));
            }
            channel_->push(std::move(value_), hold, context.where());
            return Poll<Output>::ready(std::nullopt);
        }

      private:
        detail::Bounded<T>* channel_;
        T value_;
        detail::Acquire acquire_;
    };

    class Reserve {
      public:
        using Output = std::optional<Permit<T>>;
        Reserve(detail::Bounded<T>& channel, const Location& where)
            : channel_(&channel), acquire_(channel.object, detail::kPlace, where) {}

        Poll<Output> poll(Context& context) {
            auto polled = acquire_.poll(context);
            if (!polled.is_ready()) return Poll<Output>::pending();
            const unsigned hold = polled.take();
            if (hold == 0) {
                acquire_.drop();
                return Poll<Output>::ready(std::nullopt);
            }
            return Poll<Output>::ready(Permit<T>(*channel_, hold, context.where()));
        }

      private:
        detail::Bounded<T>* channel_;
        detail::Acquire acquire_;
    };

    using detail::SenderEnd<detail::Bounded<T>>::SenderEnd;

    // Both borrow this sender.
    Send send(T value, Location where = Location::current()) const {
        return Send(*channel_, std::move(value), where);
    }
    Reserve reserve(Location where = Location::current()) const {
        return Reserve(*channel_, where);
    }
    // The message stays the caller's unless it is sent.
    TrySend try_send(T& value, Location where = Location::current()) const {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::TrySend}});
        if (scheduler.silent() || channel_->object.closed()) return TrySend::Closed;
        const unsigned hold = channel_->object.try_acquire(scheduler.self(), 1, "Permit", where);
        if (hold == 0) return TrySend::Full;
        channel_->push(std::move(value), hold, where);
        return TrySend::Sent;
    }
    TrySend try_send(T&& value, Location where = Location::current()) const {
        return try_send(value, where);
    }
};

template <class T>
class Receiver {
  public:
    class Recv {
      public:
        using Output = std::optional<T>;
        explicit Recv(detail::Bounded<T>& channel) : channel_(channel) {}

        Poll<Output> poll(Context& context) {
            return budgeted(context, [&]() -> Poll<Output> {
                sched::Scheduler& scheduler = sched::Scheduler::current();
                scheduler.step({context.where(), {channel_.object.id(), Verb::Receive}});
                channel_.object.served_by(scheduler.self(), context.where());
                if (!channel_.queue.empty())
                    return Poll<Output>::ready(channel_.pop(context.where()));
                const bool over = channel_.object.closed() && channel_.object.idle();
                if (channel_.senders == 0 || over) return Poll<Output>::ready(std::nullopt);
                channel_.receiver = context.waker();
                scheduler.awaits({.object = channel_.object.id(),
                                  .what = "a message in",
                                  .where = context.where(),
                                  .serves = true});
                return Poll<Output>::pending();
            });
        }

      private:
        detail::Bounded<T>& channel_;
    };

    Receiver(std::shared_ptr<detail::Bounded<T>> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    Receiver(Receiver&&) noexcept = default;
    Receiver& operator=(Receiver&&) = delete;
    ~Receiver() {
        if (!channel_) return;
        sched::Scheduler& scheduler = sched::Scheduler::current();
        const sched::InDestructor quietly;
        const bool goes_on =
            scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseReceiver}});
        // Also where all is torn down: a message may have a sender of this channel.
        std::deque<T> left = std::exchange(channel_->queue, {});
        if (!goes_on) return;
        channel_->close(where_);
        channel_->object.add(static_cast<unsigned>(left.size()));
    }

    Recv recv() { return Recv(*channel_); }
    // Nothing can be sent any more; what was sent can be received.
    void close(Location where = Location::current()) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        scheduler.step({where, {channel_->object.id(), Verb::CloseReceiver}});
        if (!scheduler.silent()) channel_->close(where);
    }

  private:
    std::shared_ptr<detail::Bounded<T>> channel_;
    Location where_;
};

template <class T>
std::pair<Sender<T>, Receiver<T>> channel(unsigned capacity, Name name = "channel",
                                          Location where = Location::current()) {
    auto channel = std::make_shared<detail::Bounded<T>>(name, capacity);
    return {Sender<T>(channel, where), Receiver<T>(channel, where)};
}

}  // namespace impasse::rt
