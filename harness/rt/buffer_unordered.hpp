// futures::stream::buffer_unordered (futures-util 0.3.30, stream/stream/buffer_unordered.rs 62-86) on
// FuturesUnordered (stream/futures_unordered/mod.rs 391-544, task.rs 50-76): up to n futures of a
// channel's messages at once, all of them inside the one task that polls.
//
// They are polled in the order in which they were woken, and only while the task asks for the next
// result: a task that does something else between two results polls none of them. Each has a waker
// of its own, which queues it and wakes the task. Queueing and taking from the queue are steps on it,
// since other threads may wake.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/op/signals.hpp"
#include "harness/rt/future.hpp"
#include "harness/rt/slot.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

// StreamExt::next.
template <class Stream>
class Next {
  public:
    using Output = std::optional<typename Stream::Item>;
    explicit Next(Stream& stream) : stream_(&stream) {}
    Poll<Output> poll(Context& context) { return stream_->poll_next(context); }

  private:
    Stream* stream_;
};

template <class F>
class FuturesUnordered {
  public:
    using Item = typename F::Output;

    explicit FuturesUnordered(Name name = "ready futures") : ready_(std::make_shared<Ready>(name)) {}

    FuturesUnordered(FuturesUnordered&&) noexcept = default;
    FuturesUnordered& operator=(FuturesUnordered&&) = delete;
    // A waker keeps its child, and a child's future keeps its waker.
    ~FuturesUnordered() noexcept(false) {
        if (!ready_) return;
        for (const auto& child : children_) child->future.reset();
        ready_->close();
    }

    std::size_t size() const { return children_.size(); }
    // It is polled the next time.
    void push(F future, const Location& where) {
        children_.push_back(std::make_shared<Child>(std::move(future), ready_));
        ready_->enqueue(children_.back(), where);
    }
    // Nothing when there is none left.
    Next<FuturesUnordered> next() { return Next(*this); }
    Poll<std::optional<Item>> poll_next(Context& context) {
        auto polled = poll_woken(context);
        // What each waits for, whether or not it was polled now.
        if (!polled.is_ready())
            for (const auto& child : children_)
                for (const auto& awaited : child->awaited)
                    sched::Scheduler::current().awaits(awaited);
        return polled;
    }

  private:
    struct Child;

    Poll<std::optional<Item>> poll_woken(Context& context) {
        const std::size_t size = children_.size();
        std::size_t polled = 0;
        std::size_t woken = 0;
        const Location where = context.where();
        ready_->step(where);
        ready_->parent = context.waker();
        ready_->polled_at = where;
        for (;;) {
            std::shared_ptr<Child> child = ready_->dequeue(where);
            if (!child)
                return children_.empty() ? Poll<std::optional<Item>>::ready(std::nullopt)
                                         : Poll<std::optional<Item>>::pending();
            child->woken = false;
            child->awaited.clear();
            Context mine(Waker(child), context.runtime());
            mine.at(where);
            std::vector<sched::Awaited>& awaited = sched::Scheduler::current().awaited();
            const auto before = awaited.size();
            auto result = (*child->future)->poll(mine);
            child->awaited.assign(awaited.begin() + static_cast<long>(before), awaited.end());
            awaited.resize(before);
            if (result.is_ready()) {
                std::erase(children_, child);
                child->future.reset();
                return Poll<std::optional<Item>>::ready(result.take());
            }
            // Who has polled each once, or has had two that woke themselves, lets others go on.
            woken += child->woken ? 1 : 0;
            if (woken >= 2 || ++polled == size) {
                context.waker().wake(where);
                return Poll<std::optional<Item>>::pending();
            }
        }
    }

    struct Ready {
        explicit Ready(Name name) : object(name) { sched::Scheduler::current().add(object); }
        ~Ready() { sched::Scheduler::forget(object); }
        // Whoever wakes a child finds it closed (the original: its queue is a Weak that is not to be
        // had any more), which is a step because others may wake at the same time.
        void close() {
            const sched::InDestructor quietly;
            step(polled_at);
            closed = true;
            queue.clear();
            parent = {};
        }

        bool step(const Location& where) {
            return sched::Scheduler::current().step_quietly(
                {where, {object.id(), Verb::ReadModifyWrite}});
        }
        void enqueue(std::shared_ptr<Child> child, const Location& where) {
            const sched::InDestructor quietly;
            if (!step(where) || closed) return;
            child->woken = true;
            if (std::exchange(child->queued, true)) return;
            queue.push_back(std::move(child));
            Waker(parent).wake(where);
        }
        std::shared_ptr<Child> dequeue(const Location& where) {
            sched::Scheduler::current().step({where, {object.id(), Verb::ReadModifyWrite}});
            while (!queue.empty()) {
                std::shared_ptr<Child> child = std::move(queue.front());
                queue.pop_front();
                child->queued = false;
                if (child->future) return child;
            }
            return nullptr;
        }

        op::Shown object;
        std::deque<std::shared_ptr<Child>> queue;
        Waker parent;
        Location polled_at;  // last
        bool closed = false;
    };

    struct Child final : Wake, std::enable_shared_from_this<Child> {
        Child(F its_future, const std::shared_ptr<Ready>& its_ready) : ready(its_ready) {
            future.emplace(std::move(its_future));
        }
        void wake(const Location& where) override {
            ready->enqueue(this->shared_from_this(), where);
        }

        std::optional<Slot<F>> future;
        std::shared_ptr<Ready> ready;
        std::vector<sched::Awaited> awaited;  // since its last poll
        bool queued = false;
        bool woken = false;
    };

    std::shared_ptr<Ready> ready_;
    std::vector<std::shared_ptr<Child>> children_;
};

// The results of what `make` makes of each message of a channel (rt::channel, rt::unbounded_channel),
// in the order in which they come.
template <class Source, class Make>
class BufferUnordered {
  public:
    using Message = typename decltype(std::declval<Source&>().recv())::Output::value_type;
    using Future = std::invoke_result_t<Make&, Message>;
    using Item = typename Future::Output;

    BufferUnordered(Source receiver, std::size_t most, Make make)
        : receiver_(std::move(receiver)), most_(most), make_(std::move(make)) {}

    // Nothing when the channel is closed and all are done.
    Next<BufferUnordered> next() { return Next(*this); }
    Poll<std::optional<Item>> poll_next(Context& context) {
        while (!done_ && running_.size() < most_) {
            auto polled = receiver_.recv().poll(context);
            if (!polled.is_ready()) break;
            auto message = polled.take();
            if (message) {
                running_.push(make_(std::move(*message)), context.where());
            } else {
                done_ = true;
            }
        }
        auto polled = running_.poll_next(context);
        if (!polled.is_ready()) return polled;
        auto item = polled.take();
        if (item || done_) return Poll<std::optional<Item>>::ready(std::move(item));
        return Poll<std::optional<Item>>::pending();
    }

  private:
    Source receiver_;
    std::size_t most_;
    Make make_;
    FuturesUnordered<Future> running_;
    bool done_ = false;
};

template <class Source, class Make>
BufferUnordered<Source, Make> buffer_unordered(Source receiver, std::size_t most, Make make) {
    return BufferUnordered<Source, Make>(std::move(receiver), most, std::move(make));
}

}  // namespace impasse::rt
