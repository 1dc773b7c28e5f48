// tokio::sync::Notify (1.35, sync/notify.rs).
//
// notified() takes a snapshot of the generation of notify_waiters when it is created: one that is
// created before a notify_waiters and first polled after it is ready at once; one created after it
// waits. notify_one without a waiter stores one permit, no more. Waiters queue in the order of
// their first poll. A waiter that notify_one chose and that is dropped before it ran passes the
// permit on. Each of these is one step; every wake that follows is another.
#pragma once

#include <deque>
#include <memory>

#include "harness/op/signals.hpp"
#include "harness/rt/future.hpp"

namespace impasse::rt {

class Notified;

class Notify {
  public:
    explicit Notify(Name name = "notify");
    ~Notify();
    Notify(const Notify&) = delete;
    Notify& operator=(const Notify&) = delete;

    [[nodiscard]] Notified notified(Location where = Location::current());
    void notify_one(Location where = Location::current());
    void notify_waiters(Location where = Location::current());

    // How many wait at the moment; not a step.
    unsigned waiters() const { return static_cast<unsigned>(waiting_.size()); }
    op::Shown& object() { return object_; }

  private:
    friend class Notified;

    enum class Notification : unsigned char { None, One, All };
    struct Waiter {
        Waker waker;
        AgentId agent = kNoAgent;  // who polled it last
        Notification notification = Notification::None;
    };

    // Hands one permit to the longest waiter, or stores it. Returns whom to wake.
    Waker pass_permit();
    void show();

    op::Shown object_;
    unsigned generation_ = 0;
    bool permit_ = false;
    std::deque<std::shared_ptr<Waiter>> waiting_;
};

// Borrows its Notify, which must outlive it.
class Notified {
  public:
    using Output = Unit;

    Notified(Notified&& other) noexcept;
    Notified& operator=(Notified&&) = delete;
    ~Notified();

    Poll<Unit> poll(Context& context);
    // Queues it as its first poll would, without a waker (notify.rs 863: a poll without one). True when
    // it has been notified already.
    bool enable(Location where = Location::current());

  private:
    friend class Notify;
    bool poll_notified(const Location& where);
    Notified(Notify& notify, unsigned generation, Location where)
        : notify_(&notify), generation_(generation), where_(where) {}

    enum class State : unsigned char { Init, Waiting, Done };

    Notify* notify_;
    unsigned generation_;
    Location where_;
    State state_ = State::Init;
    unsigned registered_at_ = 0;  // steps taken at its first poll
    std::shared_ptr<Notify::Waiter> waiter_;
};

}  // namespace impasse::rt
