// DashMap (dashmap 3.11, 5.4 to 5.5 and 6): a hash map in shards, each behind a reader-writer lock
// that its guards hold.
//
// Which operation takes which lock is as read in the originals (3.11.10, 5.4.0, 5.5.3, 6.1.0): read
// for get, contains_key, len, iter; write for insert, remove, get_mut, entry (even a vacant one),
// retain, alter, iter_mut. docs/fidelity.md has a line of the source for each, says what is left
// out, and why no hang is lost with it. How the locks behave: models/dashmap/shard.hpp.
//
// In place of a hash with a random seed, the scenario says which shard a key falls in: a collision
// is a decision. A panic lets go of the lock and poisons nothing; in alter and alter_all it ends
// the process.
#pragma once

#include <deque>

#include "harness/sched/scheduler.hpp"
#include "models/dashmap/iter.hpp"
#include "models/dashmap/refs.hpp"

namespace impasse::models {

template <class K, class V>
class DashMap {
    using Shard = dashmap::Shard<K, V>;
    using Guard = dashmap::Guard<K, V>;
    using Mode = dashmap::Mode;
    using Shards = std::deque<Shard>;

  public:
    using Ref = dashmap::Ref<K, V>;
    using RefMut = dashmap::RefMut<K, V>;
    using Entry = dashmap::Entry<K, V>;
    using Iter = dashmap::Iter<K, V, Shards, Mode::Read>;
    using IterMut = dashmap::Iter<K, V, Shards, Mode::Write>;
    using RefMulti = typename Iter::Item;
    using RefMutMulti = typename IterMut::Item;
    template <class R>
    using TryResult = dashmap::TryResult<R>;

    DashMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard",
            DashMapVersion version = DashMapVersion::V6, TryCalls tries = TryCalls::None)
        : shard_of_(std::move(shard_of)), version_(version) {
        if constexpr (std::is_integral_v<K>) {
            // As many as there are keys in any scenario; negative ones are none.
            if (sched::Scheduler::current().edited(EditKind::OwnShards)) {
                shards = 128;
                shard_of_ = [](const K& key) { return static_cast<std::size_t>(key); };
            }
        }
        for (std::size_t i = 0; i < shards; ++i)
            shards_.emplace_back(Name(shard_name, static_cast<int>(i)), tries);
    }

    std::optional<Ref> get(const K& key, Location where = Location::current()) const {
        return found<Ref>(Guard(shard(key), Mode::Read, "Ref", where), key);
    }
    std::optional<RefMut> get_mut(const K& key, Location where = Location::current()) {
        return found<RefMut>(Guard(shard(key), Mode::Write, "RefMut", where), key);
    }
    Entry entry(K key, Location where = Location::current()) {
        return Entry(Guard(shard(key), Mode::Write, "Entry", where), key);
    }
    bool contains_key(const K& key, Location where = Location::current()) const {
        return Guard(shard(key), Mode::Read, "contains_key", where).entries().contains(key);
    }
    // Calls see(key, value) under the shard's read lock, if the key is there.
    template <class See>
    void view(const K& key, See see, Location where = Location::current()) const {
        if (const auto ref = found<Ref>(Guard(shard(key), Mode::Read, "view", where), key))
            see(ref->key(), ref->value());
    }

    // The map is made with TryCalls other than None. dashmap 3.11 has these of its shards alone
    // (feature raw-api: src/lib.rs:222, src/lock.rs:83 and :151).
    TryResult<Ref> try_get(const K& key, Location where = Location::current()) const {
        return tried<Ref>(Guard::attempt(shard(key), Mode::Read, "Ref", where), key);
    }
    TryResult<RefMut> try_get_mut(const K& key, Location where = Location::current()) {
        return tried<RefMut>(Guard::attempt(shard(key), Mode::Write, "RefMut", where), key);
    }
    std::optional<Entry> try_entry(K key, Location where = Location::current()) {
        auto guard = Guard::attempt(shard(key), Mode::Write, "Entry", where);
        if (!guard) return std::nullopt;
        return Entry(std::move(*guard), key);
    }

    // Returns what was there; it is dropped outside of the lock.
    std::optional<V> insert(const K& key, V value, Location where = Location::current()) {
        const Guard guard(shard(key), Mode::Write, "insert", where);
        const auto place = guard.entries().find(key);
        if (place != guard.entries().end()) return std::exchange(place->second, std::move(value));
        guard.entries().emplace(key, std::move(value));
        return std::nullopt;
    }
    std::optional<std::pair<K, V>> remove(const K& key, Location where = Location::current()) {
        return remove_if(
            key, [](const K&, const V&) { return true; }, where);
    }
    // Asks remove_it(key, value&) under the shard's write lock.
    template <class RemoveIt>
    std::optional<std::pair<K, V>> remove_if(const K& key, RemoveIt remove_it,
                                             Location where = Location::current()) {
        const Guard guard(shard(key), Mode::Write, "remove", where);
        const auto place = guard.entries().find(key);
        if (place == guard.entries().end() || !remove_it(place->first, place->second))
            return std::nullopt;
        auto node = guard.entries().extract(place);
        return std::pair<K, V>(std::move(node.key()), std::move(node.mapped()));
    }
    // Keeps the entries for which keep(key, value&) is true; one shard's write lock at a time. What
    // goes is dropped under the lock.
    template <class Keep>
    void retain(Keep keep, Location where = Location::current()) {
        for (Shard& shard : shards_) {
            const Guard guard(shard, Mode::Write, "retain", where);
            // Not std::erase_if: it shows its predicate constant values.
            for (auto at = shard.entries.begin(); at != shard.entries.end();)
                at = keep(at->first, at->second) ? std::next(at) : shard.entries.erase(at);
        }
    }
    void clear(Location where = Location::current()) {
        retain([](const K&, const V&) { return false; }, where);
    }
    // Replaces a value by change(key, value), under the lock of a get_mut.
    template <class Change>
    void alter(const K& key, Change change, Location where = Location::current()) {
        if (const auto ref = get_mut(key, where)) alter_one(ref->key(), ref->value(), change);
    }
    // 6 goes through iter_mut, and so waits for a shard while it holds the one before (6.1.0
    // src/lib.rs:1169); before, it was one shard at a time (3.11.10 :799, 5.4.0 :1086, 5.5.3
    // :1128).
    template <class Change>
    void alter_all(Change change, Location where = Location::current()) {
        if (version_ == DashMapVersion::V6) {
            for (const RefMutMulti& item : iter_mut(where))
                alter_one(item.key(), item.value(), change);
            return;
        }
        for (Shard& shard : shards_) {
            const Guard guard(shard, Mode::Write, "alter_all", where);
            for (auto& [key, value] : shard.entries) alter_one(key, value, change);
        }
    }

    Iter iter(Location where = Location::current()) const { return Iter(shards_, where); }
    IterMut iter_mut(Location where = Location::current()) { return IterMut(shards_, where); }
    // One shard's read lock at a time, so the sum may never have been the number of entries.
    std::size_t len(Location where = Location::current()) const {
        std::size_t count = 0;
        for (Shard& shard : shards_)
            count += Guard(shard, Mode::Read, "len", where).entries().size();
        return count;
    }
    bool is_empty(Location where = Location::current()) const { return len(where) == 0; }

    // Every entry without a lock: for a destructor, which is alone with the map.
    template <class Visit>
    void for_each_unlocked(Visit visit) {
        for (Shard& shard : shards_)
            for (auto& [key, value] : shard.entries) visit(key, value);
    }

  private:
    Shard& shard(const K& key) const { return shards_[shard_of_(key) % shards_.size()]; }

    template <class R>
    static std::optional<R> found(Guard guard, const K& key) {
        const auto place = guard.entries().find(key);
        if (place == guard.entries().end()) return std::nullopt;
        return R(std::move(guard), &place->first, &place->second);
    }
    template <class R>
    static TryResult<R> tried(std::optional<Guard> guard, const K& key) {
        if (!guard) return TryResult<R>::locked();
        return TryResult<R>::of(found<R>(std::move(*guard), key));
    }
    // The value is moved out while `change` has it, so a panic in there aborts the process (3.11.10
    // and 5.4.0 src/util.rs:10-19, 6.1.0 :10-23). Left out: up to 5.5 it also aborts without a
    // panic of its own, on a thread that unwinds from an earlier one.
    template <class Change>
    static void alter_one(const K& key, V& value, Change& change) {
        try {
            value = change(key, std::move(value));
        } catch (const Panic& panic) {
            sched::Scheduler& scheduler = sched::Scheduler::current();
            scheduler.panicked(panic.message(), panic.where(), true);
            scheduler.abort_execution();
            throw;  // it is being torn down
        }
    }

    ShardOf<K> shard_of_;
    DashMapVersion version_;
    mutable Shards shards_;
};

}  // namespace impasse::models
