// tokio's Notify as it is built (tokio 1.35.1, tokio/src/sync/notify.rs): a state word, and a list of waiters behind a
// mutex. harness/rt/notify.hpp is the same in steps of whole calls.
//
// Left out: notify_waiters with more than 32 waiters, which lets go of the lock on its way; a first poll behind
// enable(), which replaces the waker.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "harness/core/name.hpp"
#include "models/low_level/weakened.hpp"

namespace impasse::models::low_level {

// `Waker` has wake().
template <class P, class Waker>
class Notify : Weakened<Notify<P, Waker>> {
    enum Site : unsigned { kCreate, kPermit, kWaiters, kTakePermit, kQueue, kNotification, kSee };

  public:
    // Of seq_cst two notches, for one makes no difference to these clients.
    static constexpr std::array kNotches{
        Notch{kCreate, "notified: load, seq_cst", Order::acquire},
        Notch{kCreate, "notified: load, seq_cst to relaxed", Order::relaxed},
        Notch{kPermit, "notify_one without waiters: compare_exchange, seq_cst", Order::acq_rel},
        Notch{kPermit, "notify_one without waiters: compare_exchange, seq_cst to relaxed",
              Order::relaxed},
        Notch{kWaiters, "notify_waiters without waiters: fetch_add, seq_cst", Order::acq_rel},
        Notch{kWaiters, "notify_waiters without waiters: fetch_add, seq_cst to relaxed",
              Order::relaxed},
        Notch{kTakePermit, "poll, takes a permit: compare_exchange, seq_cst", Order::acq_rel},
        Notch{kTakePermit, "poll, takes a permit: compare_exchange, seq_cst to relaxed",
              Order::relaxed},
        Notch{kQueue, "poll, queues: compare_exchange, seq_cst", Order::acq_rel},
        Notch{kQueue, "poll, queues: compare_exchange, seq_cst to relaxed", Order::relaxed},
        Notch{kNotification, "the waiter's notification: store, release", Order::relaxed},
        Notch{kSee, "poll of a waiter: load of its notification, acquire", Order::relaxed}};

    explicit Notify(unsigned weakened = 0) : Weakened<Notify>(weakened) {}

    class Notified;
    Notified notified() { return Notified(*this, snapshot()); }
    unsigned snapshot() { return state_.load(this->at(kCreate, Order::seq_cst)); }

    void notify_one() {
        unsigned now = state_.load(Order::seq_cst);
        while (of(now) != kWaiting) {
            const Order order = this->at(kPermit, Order::seq_cst);
            if (state_.compare_exchange_strong(now, with(now, kNotified), order, failing(order)))
                return;
        }
        Waker* waker = nullptr;
        {
            typename P::unique_lock lock(lock_);
            waker = notify_locked(state_.load(Order::seq_cst));
        }
        if (waker) waker->wake();
    }

    void notify_waiters() {
        std::vector<Waker*> wakers;
        {
            typename P::unique_lock lock(lock_);
            const unsigned now = state_.load(Order::seq_cst);
            if (of(now) != kWaiting) {
                state_.fetch_add(kOneCall, this->at(kWaiters, Order::seq_cst));
                return;
            }
            state_.store(with(now + kOneCall, kEmpty), Order::seq_cst);
            for (; !waiters_.empty(); waiters_.erase(waiters_.begin()))
                wakers.push_back(release(*waiters_.front(), Notification::All));
        }
        for (Waker* waker : wakers)
            if (waker) waker->wake();
    }

  private:
    enum class Notification : unsigned char { None, One, All };

    static constexpr unsigned kEmpty = 0;
    static constexpr unsigned kWaiting = 1;
    static constexpr unsigned kNotified = 2;
    static constexpr unsigned kOneCall = 4;  // notify_waiters calls are counted above the state

    static unsigned of(unsigned word) { return word & 3; }
    static unsigned with(unsigned word, unsigned state) { return (word & ~3U) | state; }
    static unsigned calls(unsigned word) { return word / kOneCall; }
    static Order failing(Order order) { return order == Order::acq_rel ? Order::acquire : order; }

    struct Waiter {
        typename P::template atomic<Notification> notification{Notification::None,
                                                               Name("notification")};
        typename P::template cell<Waker*> waker{nullptr, Name("waker")};
    };

    // Behind the lock. The waiter is in no list any more, and its future may be gone as soon as it sees that.
    Waker* release(Waiter& waiter, Notification how) {
        Waker* waker = waiter.waker.get();
        waiter.waker.set(nullptr);
        waiter.notification.store(how, this->at(kNotification, Order::release));
        return waker;
    }

    Waker* notify_locked(unsigned now) {
        if (of(now) != kWaiting) {
            if (!state_.compare_exchange_strong(now, with(now, kNotified), Order::seq_cst,
                                                Order::seq_cst))
                state_.store(with(now, kNotified), Order::seq_cst);
            return nullptr;
        }
        Waiter* waiter = waiters_.front();
        waiters_.erase(waiters_.begin());
        Waker* waker = release(*waiter, Notification::One);
        if (waiters_.empty()) state_.store(with(now, kEmpty), Order::seq_cst);
        return waker;
    }

    typename P::template atomic<unsigned> state_{kEmpty, Name("state")};
    typename P::mutex lock_{Name("waiters' lock")};
    std::vector<Waiter*> waiters_;  // in the order of their coming
};

template <class P, class Waker>
class Notify<P, Waker>::Notified {
  public:
    Notified(Notify& notify, unsigned word) : notify_(notify), calls_(calls(word)) {}
    Notified(const Notified&) = delete;
    Notified& operator=(const Notified&) = delete;

    // Whether it is ready.
    bool poll(Waker& waker) {
        switch (state_) {
            case State::Init:
                return poll_first(&waker);
            case State::Waiting:
                return poll_waiting();
            case State::Done:
                break;
        }
        return true;
    }

    // Queues it as its first poll would, without a waker. Whether it is ready.
    bool enable() { return state_ == State::Init ? poll_first(nullptr) : state_ == State::Done; }

    ~Notified() {
        if (state_ != State::Waiting) return;
        Waker* next = nullptr;
        {
            typename P::unique_lock lock(notify_.lock_);
            unsigned now = notify_.state_.load(Order::seq_cst);
            const Notification notification = waiter_.notification.load(Order::relaxed);
            auto& waiters = notify_.waiters_;
            waiters.erase(std::remove(waiters.begin(), waiters.end(), &waiter_), waiters.end());
            if (waiters.empty() && of(now) == kWaiting) {
                now = with(now, kEmpty);
                notify_.state_.store(now, Order::seq_cst);
            }
            if (notification == Notification::One) next = notify_.notify_locked(now);
        }
        if (next) next->wake();
    }

  private:
    enum class State : unsigned char { Init, Waiting, Done };

    bool done() {
        state_ = State::Done;
        return true;
    }
    bool take_permit(unsigned& now) {
        unsigned permit = with(now, kNotified);
        const Order order = notify_.at(kTakePermit, Order::seq_cst);
        const bool taken = notify_.state_.compare_exchange_strong(permit, with(now, kEmpty), order,
                                                                  failing(order));
        if (!taken) now = permit;
        return taken;
    }
    bool poll_first(Waker* waker) {
        unsigned now = notify_.state_.load(Order::seq_cst);
        if (take_permit(now)) return done();
        typename P::unique_lock lock(notify_.lock_);
        now = notify_.state_.load(Order::seq_cst);
        if (calls(now) != calls_) return done();
        while (of(now) != kWaiting) {
            if (of(now) == kNotified) {
                if (take_permit(now)) return done();
                continue;
            }
            const Order order = notify_.at(kQueue, Order::seq_cst);
            if (notify_.state_.compare_exchange_strong(now, with(now, kWaiting), order,
                                                       failing(order)))
                break;
        }
        waiter_.waker.set(waker);
        notify_.waiters_.push_back(&waiter_);
        state_ = State::Waiting;
        return false;
    }
    bool poll_waiting() {
        if (waiter_.notification.load(notify_.at(kSee, Order::acquire)) != Notification::None)
            return received();
        typename P::unique_lock lock(notify_.lock_);
        if (waiter_.notification.load(Order::relaxed) != Notification::None) return received();
        return false;  // its waker is the one that it has
    }
    bool received() {
        waiter_.waker.set(nullptr);
        return done();
    }

    Notify& notify_;
    unsigned calls_;
    State state_ = State::Init;
    Waiter waiter_;
};

}  // namespace impasse::models::low_level
