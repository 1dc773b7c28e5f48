// tokio::sync::Semaphore (1.35.1, sync/semaphore.rs on sync/batch_semaphore.rs; the same in 1.40).
//
// Fair: waiters queue in the order of their first poll, and what is given back goes to the longest
// waiter before anybody else can have it. A permit that is dropped gives back what it has; a pending
// acquire that is dropped gives on what was assigned to it. After close() nobody acquires any more.
// Each operation is one step; every wake that follows is another.
//
// Left out: a release that serves more than 32 waiters lets go of the queue in between (312, 363);
// here it serves all of them at once. A cooperative budget that makes a poll Pending (567-570).
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "harness/op/permits.hpp"
#include "harness/rt/future.hpp"

namespace impasse::rt {

namespace detail {

struct PermitWaiter final : op::Permits::Waiter {
    Waker waker;
    unsigned registered_at = 0;  // steps taken at its first poll
};

// Takes their wakers, to be woken as tokio's WakeList does: in batches of 32, each from its end
// (util/wake_list.rs 39-48; from 1.38 on it is the queue's order).
std::vector<Waker> take_wakers(const std::vector<op::Permits::Waiter*>& served);
void wake_served(const std::vector<Waker>& wakers, const Location& where);
// What Semaphore, Mutex and RwLock are made of.
class BatchSemaphore {
  public:
    BatchSemaphore(Name name, unsigned permits);
    ~BatchSemaphore();
    BatchSemaphore(const BatchSemaphore&) = delete;
    BatchSemaphore& operator=(const BatchSemaphore&) = delete;

    // The number of the hold; 0 when it is closed or has not enough.
    unsigned try_acquire(unsigned count, const char* as, const Location& where);
    void add(unsigned count, const Location& where);
    // Gives back what is held. For destructors.
    void release(unsigned hold, unsigned count, const Location& where);
    void shrink(unsigned hold, unsigned from, unsigned to, const char* as, const Location& where);
    void close(const Location& where);
    op::Permits& permits() { return permits_; }

  private:
    op::Permits permits_;
};

// Some permits of a semaphore that are alive.
class Held {
  public:
    Held(BatchSemaphore& semaphore, unsigned hold, unsigned count, const Location& where)
        : semaphore_(&semaphore), hold_(hold), count_(count), where_(where) {}
    Held(Held&& other) noexcept;
    Held& operator=(Held&&) = delete;
    ~Held();

    void forget();
    void shrink(unsigned count, const char* as, const Location& where);

  private:
    BatchSemaphore* semaphore_;
    unsigned hold_;
    unsigned count_;
    Location where_;
};

// How an acquire is told.
struct Acquisition {
    Verb polls = Verb::AcquirePoll;
    Verb drops = Verb::AcquireDrop;
    unsigned count = 1;
    const char* as = "permit";       // of whoever has it
    const char* what = "permit of";  // of whoever waits
};

// A pending one is in the queue: dropping it is a step. Nothing of it is, before its first poll.
class Acquire {
  public:
    using Output = unsigned;  // the number of the hold; 0: it is closed

    Acquire(op::Permits& permits, const Acquisition& how, const Location& where)
        : permits_(&permits), how_(how), where_(where) {}
    Acquire(Acquire&& other) noexcept = default;
    Acquire& operator=(Acquire&&) = delete;
    ~Acquire() { drop(); }

    Poll<unsigned> poll(Context& context);
    void drop();

  private:
    op::Permits* permits_;
    Acquisition how_;
    Location where_;
    std::unique_ptr<PermitWaiter> waiter_;  // from its first poll on
};

}  // namespace detail

// Borrows its semaphore.
class SemaphorePermit {
  public:
    explicit SemaphorePermit(detail::Held held) : held_(std::move(held)) {}
    // Drops it without giving anything back.
    void forget() { held_.forget(); }

  private:
    detail::Held held_;
};

class Semaphore {
  public:
    class Acquire {
      public:
        using Output = std::optional<SemaphorePermit>;
        Acquire(detail::BatchSemaphore& semaphore, unsigned count, const Location& where)
            : semaphore_(&semaphore),
              count_(count),
              acquire_(semaphore.permits(),
                       {.count = count, .what = count == 1 ? "permit of" : "permits of"}, where) {}

        Poll<Output> poll(Context& context) {
            auto polled = acquire_.poll(context);
            if (!polled.is_ready()) return Poll<Output>::pending();
            const unsigned hold = polled.take();
            if (hold == 0) return Poll<Output>::ready(std::nullopt);
            return Poll<Output>::ready(
                SemaphorePermit(detail::Held(*semaphore_, hold, count_, context.where())));
        }

      private:
        detail::BatchSemaphore* semaphore_;
        unsigned count_;
        detail::Acquire acquire_;
    };

    explicit Semaphore(unsigned permits, Name name = "semaphore") : semaphore_(name, permits) {}

    // Nothing once it is closed.
    Acquire acquire(Location where = Location::current()) { return acquire_many(1, where); }
    Acquire acquire_many(unsigned count, Location where = Location::current()) {
        return Acquire(semaphore_, count, where);
    }
    // Nothing when it is closed or has not so many left.
    std::optional<SemaphorePermit> try_acquire(Location where = Location::current()) {
        return try_acquire_many(1, where);
    }
    std::optional<SemaphorePermit> try_acquire_many(unsigned count,
                                                    Location where = Location::current()) {
        const unsigned hold = semaphore_.try_acquire(count, "permit", where);
        if (hold == 0) return std::nullopt;
        return SemaphorePermit(detail::Held(semaphore_, hold, count, where));
    }
    void add_permits(unsigned count, Location where = Location::current()) {
        if (count > 0) semaphore_.add(count, where);
    }
    void close(Location where = Location::current()) { semaphore_.close(where); }
    op::Permits& object() { return semaphore_.permits(); }

  private:
    detail::BatchSemaphore semaphore_;
};

}  // namespace impasse::rt
