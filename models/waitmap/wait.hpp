// What WaitMap's wait and wait_mut return (waitmap 1.1.0, src/wait.rs): futures of a Ref and of a
// RefMut, or of nothing where the wait was cancelled.
//
// A poll takes the shard's write lock: a waiting entry stores the waker at this waiter's index; a
// filled one hands the lock out in a borrow (for a Ref it is downgraded to a read lock); an absent
// one (cancelled) is ready with nothing. Dropping one that was polled and is pending takes the write
// lock to clear its slot; one never polled takes none.
#pragma once

#include <optional>
#include <type_traits>

#include "models/waitmap/entry.hpp"

namespace impasse::models::waitmap {

template <class K, class V, class Borrow>
class WaitFor {
    using Map = DashMap<K, WaitEntry<V>>;

  public:
    using Output = std::optional<Borrow>;

    WaitFor(Map& map, K key) : map_(&map), key_(std::move(key)) {}
    WaitFor(WaitFor&& other) noexcept
        : map_(std::exchange(other.map_, nullptr)),
          key_(std::move(other.key_)),
          index_(other.index_),
          polled_at_(other.polled_at_),
          registered_at_(other.registered_at_),
          awaited_(std::move(other.awaited_)) {}
    WaitFor& operator=(WaitFor&&) = delete;
    // May panic: see WakerSet::remove.
    ~WaitFor() noexcept(false) {
        if (!map_ || index_ == WakerSet::kNoIndex || sched::Scheduler::current().silent()) return;
        const sched::InDestructor quietly;
        auto entry = map_->get_mut(key_, polled_at_);
        if (!entry || sched::Scheduler::current().silent()) return;
        if (auto* waiting = std::get_if<Waiting>(&entry->value()))
            waiting->wakers.remove(index_, polled_at_);
    }

    rt::Poll<Output> poll(rt::Context& context) {
        polled_at_ = context.where();
        auto entry = map_->get_mut(key_, context.where());
        // A cancelled wait keeps its index: its drop takes the write lock again.
        if (!entry) return rt::Poll<Output>::ready(std::nullopt);
        if (auto* waiting = std::get_if<Waiting>(&entry->value())) {
            if (index_ == WakerSet::kNoIndex) registered_at_ = sched::Scheduler::current().depth();
            waiting->wakers.replace(context.waker(), index_);
            awaited_ = waiting->point;
            awaited_->awaited("value of", context.where(), registered_at_);
            return rt::Poll<Output>::pending();
        }
        index_ = WakerSet::kNoIndex;  // nothing is left to clear
        return rt::Poll<Output>::ready(borrow(std::move(*entry)));
    }

  private:
    static Borrow borrow(typename Map::RefMut entry) {
        if constexpr (std::is_same_v<typename Borrow::Inner, typename Map::Ref>)
            return Borrow(std::move(entry).downgrade());
        else
            return Borrow(std::move(entry));
    }

    Map* map_;
    K key_;
    std::size_t index_ = WakerSet::kNoIndex;
    Location polled_at_;
    unsigned registered_at_ = 0;              // steps taken at its first poll
    std::shared_ptr<rt::WaitPoint> awaited_;  // to be named, though its entry may be gone
};

}  // namespace impasse::models::waitmap
