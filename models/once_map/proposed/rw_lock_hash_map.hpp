// RwLock<HashMap>, which the review of PR #1183 proposed in place of DashMap: std's lock around all
// keys, in the shape of the calls that OnceMap makes of a DashMap. As there, what get and entry
// return holds the lock for as long as it lives. Nothing panics under it, so it is never poisoned.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "models/rust_std/rw_lock.hpp"

namespace impasse::models {

template <class K, class V>
class RwLockHashMap {
    using Entries = std::map<K, V>;
    using Lock = rust_std::RwLock<Entries>;

  public:
    class Ref {
      public:
        Ref(typename Lock::RwLockReadGuard guard, const V* value)
            : guard_(std::move(guard)), value_(value) {}
        const V& value() const { return *value_; }

      private:
        typename Lock::RwLockReadGuard guard_;
        const V* value_;
    };
    class Entry {
      public:
        Entry(typename Lock::RwLockWriteGuard guard, K key)
            : guard_(std::move(guard)), key_(std::move(key)) {}
        bool occupied() const { return guard_->contains(key_); }
        V& get() const { return guard_->find(key_)->second; }
        void insert(V value) && { guard_->insert_or_assign(key_, std::move(value)); }

      private:
        typename Lock::RwLockWriteGuard guard_;
        K key_;
    };

    std::optional<Ref> get(const K& key, Location where = Location::current()) {
        auto guard = lock_.read(where).unwrap(where);
        const auto place = guard->find(key);
        if (place == guard->end()) return std::nullopt;
        return Ref(std::move(guard), &place->second);
    }
    Entry entry(K key, Location where = Location::current()) {
        return Entry(lock_.write(where).unwrap(where), std::move(key));
    }
    std::optional<V> insert(const K& key, V value, Location where = Location::current()) {
        const auto guard = lock_.write(where).unwrap(where);
        if (const auto place = guard->find(key); place != guard->end())
            return std::exchange(place->second, std::move(value));
        guard->emplace(key, std::move(value));
        return std::nullopt;
    }
    template <class Visit>
    void for_each_unlocked(Visit visit) {
        for (auto& [key, value] : lock_.get_mut()) visit(key, value);
    }

  private:
    Lock lock_{{}, "map's lock"};
};

}  // namespace impasse::models
