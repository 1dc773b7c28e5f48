// WaitMap 1.1.0 (waitmap, src/lib.rs and src/wait.rs) on DashMap 3.11.
//
// wait(key) makes sure that an entry exists (write lock), then returns a future. Its poll takes the
// write lock: a waiting entry stores the waker; a filled one downgrades the lock to a read lock and
// hands out a Ref that holds it; an absent one (cancelled) is ready with nothing. insert swaps the
// value in under the write lock, lets go of the lock, then wakes. cancel removes a waiting entry,
// then wakes; cancel_all wakes inside of the lock. Dropping a wait that was polled and is pending
// takes the write lock to clear its slot; one never polled takes none.
#pragma once

#include <memory>
#include <variant>

#include "harness/rt/wait_point.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/waitmap/waker_set.hpp"

namespace impasse::models {

template <class K, class V>
class WaitMap {
    struct Waiting {
        WakerSet wakers;
        std::shared_ptr<rt::WaitPoint> point;
    };
    using WaitEntry = std::variant<Waiting, V>;
    using Map = DashMap<K, WaitEntry>;

  public:
    // A shared borrow of a value: holds a read lock on its shard. Reading a waiting entry's value
    // panics.
    class Ref {
      public:
        explicit Ref(typename Map::Ref inner) : inner_(std::move(inner)) {}
        const K& key() const { return inner_.key(); }
        const V& value(Location where = Location::current()) const {
            if (!std::holds_alternative<V>(inner_.value()))
                panic("internal error: entered unreachable code (the entry is still waiting)",
                      where);
            return std::get<V>(inner_.value());
        }

      private:
        typename Map::Ref inner_;
    };

    class Wait {
      public:
        using Output = std::optional<Ref>;

        Wait(WaitMap& map, K key) : map_(&map), key_(std::move(key)) {}
        Wait(Wait&& other) noexcept
            : map_(std::exchange(other.map_, nullptr)),
              key_(std::move(other.key_)),
              index_(other.index_),
              polled_at_(other.polled_at_),
              registered_at_(other.registered_at_),
              awaited_(std::move(other.awaited_)) {}
        Wait& operator=(Wait&&) = delete;
        // May panic: see WakerSet::remove.
        ~Wait() noexcept(false) {
            if (!map_ || index_ == WakerSet::kNoIndex || sched::Scheduler::current().silent())
                return;
            const sched::InDestructor quietly;
            auto entry = map_->map_.get_mut(key_, polled_at_);
            if (!entry || sched::Scheduler::current().silent()) return;
            if (auto* waiting = std::get_if<Waiting>(&entry->value()))
                waiting->wakers.remove(index_, polled_at_);
        }

        rt::Poll<Output> poll(rt::Context& context) {
            polled_at_ = context.where();
            auto entry = map_->map_.get_mut(key_, context.where());
            // A cancelled wait keeps its index: its drop takes the write lock again.
            if (!entry) return rt::Poll<Output>::ready(std::nullopt);
            if (auto* waiting = std::get_if<Waiting>(&entry->value())) {
                if (index_ == WakerSet::kNoIndex)
                    registered_at_ = sched::Scheduler::current().depth();
                waiting->wakers.replace(context.waker(), index_);
                awaited_ = waiting->point;
                awaited_->awaited("value of", context.where(), registered_at_);
                return rt::Poll<Output>::pending();
            }
            index_ = WakerSet::kNoIndex;  // nothing is left to clear
            return rt::Poll<Output>::ready(Ref(std::move(*entry).downgrade()));
        }

      private:
        WaitMap* map_;
        K key_;
        std::size_t index_ = WakerSet::kNoIndex;
        Location polled_at_;
        unsigned registered_at_ = 0;              // steps taken at its first poll
        std::shared_ptr<rt::WaitPoint> awaited_;  // to be named, though its entry may be gone
    };

    WaitMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard")
        : map_(shards, std::move(shard_of), shard_name, DashMapVersion::V3_11) {}

    std::optional<Ref> get(const K& key, Location where = Location::current()) {
        auto inner = map_.get(key, where);
        if (!inner) return std::nullopt;
        return Ref(std::move(*inner));
    }

    [[nodiscard]] Wait wait(const K& key, Location where = Location::current()) {
        auto entry = map_.entry(key, where);
        if (!entry.occupied()) std::move(entry).insert(waiting(key));
        return Wait(*this, key);
    }

    // Returns the value that was there.
    std::optional<V> insert(const K& key, V value, Location where = Location::current()) {
        std::optional<WaitEntry> before;
        {
            auto entry = map_.entry(key, where);
            if (entry.occupied())
                before = std::exchange(entry.get(), WaitEntry(std::move(value)));
            else
                std::move(entry).insert(std::move(value));
        }
        if (!before) return std::nullopt;
        if (auto* waiting = std::get_if<Waiting>(&*before)) {
            wake(std::move(*waiting), where);
            return std::nullopt;
        }
        return std::get<V>(std::move(*before));
    }

    bool cancel(const K& key, Location where = Location::current()) {
        std::optional<Waiting> woken;
        {
            auto entry = map_.entry(key, where);
            if (entry.occupied())
                if (auto* before = std::get_if<Waiting>(&entry.get())) {
                    woken = std::move(*before);
                    std::move(entry).remove();
                }
        }
        if (woken) wake(std::move(*woken), where);
        return woken.has_value();
    }

    void cancel_all(Location where = Location::current()) {
        map_.retain(
            [&](const K&, WaitEntry& entry) {
                auto* waiting = std::get_if<Waiting>(&entry);
                if (waiting) wake(std::move(*waiting), where);
                return waiting == nullptr;
            },
            where);
    }

  private:
    static WaitEntry waiting(const K& key) {
        return Waiting{{}, std::make_shared<rt::WaitPoint>(Name("key", static_cast<int>(key)))};
    }
    static void wake(Waiting waiting, const Location& where) {
        waiting.point->signalled(waiting.wakers.waiting(), where);
        std::move(waiting.wakers).wake_all(where);
    }

    Map map_;
};

}  // namespace impasse::models
