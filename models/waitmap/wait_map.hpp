// WaitMap 1.1.0 (waitmap, src/lib.rs) on DashMap 3.11: a map whose values can be waited for.
//
// wait(key) makes sure that an entry exists (write lock), then returns a future
// (models/waitmap/wait.hpp). insert swaps the value in under the write lock, lets go of the lock,
// then wakes. cancel removes a waiting entry, then wakes; cancel_all wakes inside of the lock.
// What get, get_mut and the futures return holds the shard's lock for as long as it lives.
#pragma once

#include "models/waitmap/wait.hpp"

namespace impasse::models {

template <class K, class V>
class WaitMap {
    using Waiting = waitmap::Waiting;
    using WaitEntry = waitmap::WaitEntry<V>;

  public:
    using Ref = waitmap::Ref<K, V>;
    using RefMut = waitmap::RefMut<K, V>;
    using Wait = waitmap::WaitFor<K, V, Ref>;
    using WaitMut = waitmap::WaitFor<K, V, RefMut>;

    WaitMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard")
        : map_(shards, std::move(shard_of), shard_name, DashMapVersion::V3_11) {}

    std::optional<Ref> get(const K& key, Location where = Location::current()) {
        auto inner = map_.get(key, where);
        if (!inner) return std::nullopt;
        return Ref(std::move(*inner));
    }
    std::optional<RefMut> get_mut(const K& key, Location where = Location::current()) {
        auto inner = map_.get_mut(key, where);
        if (!inner) return std::nullopt;
        return RefMut(std::move(*inner));
    }

    [[nodiscard]] Wait wait(const K& key, Location where = Location::current()) {
        make_sure_of(key, where);
        return Wait(map_, key);
    }
    [[nodiscard]] WaitMut wait_mut(const K& key, Location where = Location::current()) {
        make_sure_of(key, where);
        return WaitMut(map_, key);
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
        auto removed = map_.remove_if(
            key,
            [](const K&, const WaitEntry& entry) { return std::holds_alternative<Waiting>(entry); },
            where);
        if (!removed) return false;
        wake(std::get<Waiting>(std::move(removed->second)), where);
        return true;
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
    void make_sure_of(const K& key, const Location& where) {
        auto entry = map_.entry(key, where);
        if (entry.occupied()) return;
        std::move(entry).insert(
            Waiting{{}, std::make_shared<rt::WaitPoint>(Name("key", static_cast<int>(key)))});
    }
    static void wake(Waiting waiting, const Location& where) {
        waiting.point->signalled(waiting.wakers.waiting(), where);
        std::move(waiting.wakers).wake_all(where);
    }

    DashMap<K, WaitEntry> map_;
};

}  // namespace impasse::models
