// DashMap (dashmap 3.11 to 6.1): a hash map in shards, each behind a reader-writer lock that its
// guards hold.
//
// Which operation takes which lock, and how the locks behave, is as read in the originals
// (dashmap 5.5.3 src/lib.rs, src/mapref, src/lock.rs; 3.11.10 src/lock.rs): read for get,
// contains_key, len; write for insert, remove, get_mut, entry (even a vacant one), retain. Readers
// ignore waiting writers, read recursion succeeds, there is no poisoning: a panic lets go of the
// lock.
//
// In place of a hash with a random seed, the scenario says which shard a key falls in: a collision
// is a decision. Left out: the spinning before a thread parks, growth, `try_*`, `iter`.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "harness/sync/mutex.hpp"

namespace impasse::models {

// Key to shard; taken modulo the number of shards.
template <class K>
using ShardOf = std::function<std::size_t(const K&)>;

template <class K, class V>
class DashMap {
    struct Shard {
        explicit Shard(Name name) : lock(name, sync::Unlocks::Follow) {}
        sync::Lockable lock;
        std::map<K, V> entries;
    };

    // A lock that is held for as long as a guard lives.
    class Guard {
      public:
        Guard(Shard& shard, bool exclusive, const char* name, const Location& where)
            : shard_(&shard), exclusive_(exclusive), where_(where) {
            hold_ = shard.lock.acquire(exclusive, name, where);
        }
        Guard(Guard&& other) noexcept
            : shard_(std::exchange(other.shard_, nullptr)),
              exclusive_(other.exclusive_),
              where_(other.where_),
              hold_(other.hold_) {
            if (shard_) shard_->lock.hand_on(hold_);
        }
        Guard& operator=(Guard&&) = delete;
        ~Guard() {
            if (shard_) shard_->lock.release(exclusive_, where_, hold_);
        }

        std::map<K, V>& entries() const { return shard_->entries; }
        // RwLockWriteGuard::downgrade: the writer becomes a reader in one step.
        void downgrade(const char* name) {
            shard_->lock.downgrade(name, where_);
            exclusive_ = false;
        }

      private:
        Shard* shard_;
        bool exclusive_;
        Location where_;
        unsigned hold_ = 0;
    };

  public:
    class RefMut;

    // A shared borrow of an entry: holds a read lock on its shard.
    class Ref {
      public:
        const K& key() const { return *key_; }
        const V& value() const { return *value_; }
        const V& operator*() const { return *value_; }
        const V* operator->() const { return value_; }

      private:
        friend class DashMap;
        Ref(Guard guard, const K* key, const V* value)
            : guard_(std::move(guard)), key_(key), value_(value) {}
        Guard guard_;
        const K* key_;
        const V* value_;
    };

    // A unique borrow of an entry: holds the write lock on its shard.
    class RefMut {
      public:
        const K& key() const { return *key_; }
        V& value() const { return *value_; }
        V& operator*() const { return *value_; }
        V* operator->() const { return value_; }
        Ref downgrade() && {
            guard_.downgrade("Ref");
            return Ref(std::move(guard_), key_, value_);
        }

      private:
        friend class DashMap;
        RefMut(Guard guard, const K* key, V* value)
            : guard_(std::move(guard)), key_(key), value_(value) {}
        Guard guard_;
        const K* key_;
        V* value_;
    };

    // A place in the map, occupied or vacant: holds the write lock on its shard either way.
    class Entry {
      public:
        bool occupied() const { return value() != nullptr; }
        const K& key() const { return key_; }
        // The value of an occupied entry.
        V& get() const { return *value(); }
        // Fills or replaces, and goes on holding the lock as a RefMut.
        RefMut insert(V value) && {
            auto& entries = guard_.entries();
            auto place = entries.insert_or_assign(key_, std::move(value)).first;
            return RefMut(std::move(guard_), &place->first, &place->second);
        }
        RefMut or_insert(V value) && {
            auto& entries = guard_.entries();
            auto place = entries.try_emplace(key_, std::move(value)).first;
            return RefMut(std::move(guard_), &place->first, &place->second);
        }
        std::optional<V> remove() && {
            const Guard guard = std::move(guard_);  // self is consumed: it ends with the call
            auto node = guard.entries().extract(key_);
            if (node.empty()) return std::nullopt;
            return std::move(node.mapped());
        }

      private:
        friend class DashMap;
        Entry(Guard guard, K key) : guard_(std::move(guard)), key_(std::move(key)) {}
        V* value() const {
            const auto place = guard_.entries().find(key_);
            return place == guard_.entries().end() ? nullptr : &place->second;
        }
        Guard guard_;
        K key_;
    };

    DashMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard")
        : shard_of_(std::move(shard_of)) {
        for (std::size_t i = 0; i < shards; ++i)
            shards_.emplace_back(Name(shard_name, static_cast<int>(i)));
    }

    std::optional<Ref> get(const K& key, Location where = Location::current()) const {
        Guard guard(shard(key), false, "Ref", where);
        const auto place = guard.entries().find(key);
        if (place == guard.entries().end()) return std::nullopt;
        return Ref(std::move(guard), &place->first, &place->second);
    }
    std::optional<RefMut> get_mut(const K& key, Location where = Location::current()) {
        Guard guard(shard(key), true, "RefMut", where);
        const auto place = guard.entries().find(key);
        if (place == guard.entries().end()) return std::nullopt;
        return RefMut(std::move(guard), &place->first, &place->second);
    }
    Entry entry(K key, Location where = Location::current()) {
        return Entry(Guard(shard(key), true, "Entry", where), key);
    }
    bool contains_key(const K& key, Location where = Location::current()) const {
        return Guard(shard(key), false, "contains_key", where).entries().contains(key);
    }
    // Returns what was there; it is dropped outside of the lock.
    std::optional<V> insert(const K& key, V value, Location where = Location::current()) {
        const Guard guard(shard(key), true, "insert", where);
        const auto place = guard.entries().find(key);
        if (place != guard.entries().end()) return std::exchange(place->second, std::move(value));
        guard.entries().emplace(key, std::move(value));
        return std::nullopt;
    }
    std::optional<std::pair<K, V>> remove(const K& key, Location where = Location::current()) {
        const Guard guard(shard(key), true, "remove", where);
        auto node = guard.entries().extract(key);
        if (node.empty()) return std::nullopt;
        return std::pair<K, V>(std::move(node.key()), std::move(node.mapped()));
    }
    // Keeps the entries for which keep(key, value&) is true; one shard's write lock at a time.
    template <class Keep>
    void retain(Keep keep, Location where = Location::current()) {
        for (Shard& shard : shards_) {
            const Guard guard(shard, true, "retain", where);
            // Not std::erase_if: it shows its predicate constant values.
            for (auto at = shard.entries.begin(); at != shard.entries.end();)
                at = keep(at->first, at->second) ? std::next(at) : shard.entries.erase(at);
        }
    }
    std::size_t len(Location where = Location::current()) const {
        std::size_t count = 0;
        for (Shard& shard : shards_) count += Guard(shard, false, "len", where).entries().size();
        return count;
    }

    // Every entry without a lock: for a destructor, which is alone with the map.
    template <class Visit>
    void for_each_unlocked(Visit visit) {
        for (Shard& shard : shards_)
            for (auto& [key, value] : shard.entries) visit(key, value);
    }

  private:
    Shard& shard(const K& key) const { return shards_[shard_of_(key) % shards_.size()]; }

    ShardOf<K> shard_of_;
    mutable std::deque<Shard> shards_;
};

}  // namespace impasse::models
