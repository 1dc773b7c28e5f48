// tokio::sync::watch (1.35.1, sync/watch.rs): one value that many look at, and wait for changes of.
//
// The value is behind a std RwLock: what wait_for and borrow return holds its read lock, and a send
// takes the write lock. The version is an atomic whose lowest bit says that the sender is gone
// (:432-443); it is raised under the lock (:1077), and the waiters are notified behind it (:1090). A
// waiter asks for its notification first and looks at the version then (:875-883), so that no change
// is lost. Dropping the sender makes every wait end that has not seen its value by then (:1293).
// Left out: Sender::closed, receiver_count and so `send`, which fails where nobody receives;
// send_if_modified, mark_changed. tokio spreads its waiters over eight Notifies (:317-353) and notifies
// all of them; here it is one, so they are woken in its order.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "harness/rt/async.hpp"
#include "harness/rt/notify.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/held.hpp"

namespace impasse::rt {

namespace detail {

template <class T>
struct Watch {
    static constexpr unsigned kClosed = 1;
    static constexpr unsigned kStep = 2;

    Watch(T initial, Name name) : value(std::move(initial)), changed(name) {}

    sync::Lockable lock{"watch value", sync::Unlocks::Step, sync::Preference::Writers};
    T value;  // guarded by lock
    sync::atomic<unsigned> state{0, "watch version"};
    Notify changed;
};

}  // namespace detail

// A borrow of the value. Holds the read lock: a send waits for it.
template <class T>
class WatchRef {
  public:
    WatchRef(std::shared_ptr<detail::Watch<T>> watch, const Location& where)
        : watch_(std::move(watch)), held_(watch_->lock, sync::Mode::Read, "Ref", where) {}
    const T& operator*() const { return watch_->value; }
    const T* operator->() const { return &watch_->value; }

  private:
    std::shared_ptr<detail::Watch<T>> watch_;
    sync::Held held_;  // destroyed first
};

template <class T>
class WatchSender {
    using Watch = detail::Watch<T>;

  public:
    WatchSender(std::shared_ptr<Watch> watch, Location where)
        : watch_(std::move(watch)), where_(where) {}
    WatchSender(WatchSender&&) noexcept = default;
    WatchSender& operator=(WatchSender&&) = delete;
    ~WatchSender() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!watch_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        watch_->state.fetch_add(Watch::kClosed, std::memory_order_release, where_);
        watch_->changed.notify_waiters(where_);
    }

    // Returns the value that was there.
    T send_replace(T value, Location where = Location::current()) {
        {
            const sync::Held held(watch_->lock, sync::Mode::Write, "send", where);
            std::swap(watch_->value, value);
            watch_->state.fetch_add(Watch::kStep, std::memory_order_release, where);
        }
        watch_->changed.notify_waiters(where);
        return value;
    }

  private:
    std::shared_ptr<Watch> watch_;
    Location where_;
};

template <class T>
class WatchReceiver {
    using Watch = detail::Watch<T>;

  public:
    explicit WatchReceiver(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}

    WatchRef<T> borrow(Location where = Location::current()) const {
        return WatchRef<T>(watch_, where);
    }
    // Whether the value has changed since this receiver saw it; nothing when the sender is gone.
    std::optional<bool> has_changed(Location where = Location::current()) const {
        const unsigned state = watch_->state.load(std::memory_order_acquire, where);
        if (state & Watch::kClosed) return std::nullopt;
        return state != version_;
    }
    // A future: the value has changed. False: it has not, and the sender is gone.
    [[nodiscard]] auto changed(Location where = Location::current()) {
        return async([this, where] { return has_new_version(where); });
    }
    // A future of a borrow of the first value that `wanted(value)` holds for, the one that is there
    // now included; of nothing when the sender is gone and the last value is not wanted.
    template <class Wanted>
    [[nodiscard]] auto wait_for(Wanted wanted, Location where = Location::current()) {
        return async([this, wanted, where]() -> std::optional<WatchRef<T>> {
            for (bool closed = false;;) {
                {
                    WatchRef<T> ref(watch_, where);
                    const unsigned version =
                        version_of(watch_->state.load(std::memory_order_acquire, where));
                    const bool is_new = std::exchange(version_, version) != version;
                    if ((!closed || is_new) && wanted(*ref)) return ref;
                }
                if (closed) return std::nullopt;
                closed = !has_new_version(where);
            }
        });
    }

  private:
    static unsigned version_of(unsigned state) { return state & ~Watch::kClosed; }

    bool has_new_version(const Location& where) {
        for (;;) {
            auto notified = watch_->changed.notified(where);
            const unsigned state = watch_->state.load(std::memory_order_acquire, where);
            if (std::exchange(version_, version_of(state)) != version_of(state)) return true;
            if (state & Watch::kClosed) return false;
            await(notified, where);
        }
    }

    std::shared_ptr<Watch> watch_;
    unsigned version_ = 0;  // of the value that it saw last
};

// `name` is what its waiters wait for.
template <class T>
std::pair<WatchSender<T>, WatchReceiver<T>> watch(T initial, Name name = "watch",
                                                  Location where = Location::current()) {
    auto shared = std::make_shared<detail::Watch<T>>(std::move(initial), name);
    return {WatchSender<T>(shared, where), WatchReceiver<T>(shared)};
}

}  // namespace impasse::rt
