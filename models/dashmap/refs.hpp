// What DashMap hands out, and what each of them holds for as long as it lives (dashmap
// src/mapref/one.rs and entry.rs).
#pragma once

#include "models/dashmap/shard.hpp"

namespace impasse::models::dashmap {

// A shared borrow of an entry: holds a read lock on its shard.
template <class K, class V>
class Ref {
  public:
    Ref(Guard<K, V> guard, const K* key, const V* value)
        : guard_(std::move(guard)), key_(key), value_(value) {}

    const K& key() const { return guard_.used(), *key_; }
    const V& value() const { return guard_.used(), *value_; }
    const V& operator*() const { return value(); }
    const V* operator->() const { return &value(); }

  private:
    Guard<K, V> guard_;
    const K* key_;
    const V* value_;
};

// A unique borrow of an entry: holds the write lock on its shard.
template <class K, class V>
class RefMut {
  public:
    RefMut(Guard<K, V> guard, const K* key, V* value)
        : guard_(std::move(guard)), key_(key), value_(value) {}

    const K& key() const { return guard_.used(), *key_; }
    V& value() const { return guard_.used(), *value_; }
    V& operator*() const { return value(); }
    V* operator->() const { return &value(); }
    Ref<K, V> downgrade() && {
        guard_.downgrade("Ref");
        return Ref<K, V>(std::move(guard_), key_, value_);
    }

  private:
    Guard<K, V> guard_;
    const K* key_;
    V* value_;
};

// A place in the map, occupied or vacant: holds the write lock on its shard either way (dashmap
// 5.4.0 src/mapref/entry.rs:87 and :129). What and_modify and or_insert_with call runs under that
// lock.
template <class K, class V>
class Entry {
  public:
    Entry(Guard<K, V> guard, K key) : guard_(std::move(guard)), key_(std::move(key)) {}

    bool occupied() const { return value() != nullptr; }
    const K& key() const { return key_; }
    // The value of an occupied entry.
    V& get() const { return *value(); }
    template <class Modify>
    Entry and_modify(Modify modify) && {
        if (V* occupied_by = value()) modify(*occupied_by);
        return std::move(*this);
    }
    // Fills or replaces, and goes on holding the lock as a RefMut. What it replaces is dropped
    // under the lock.
    RefMut<K, V> insert(V value) && {
        auto& entries = guard_.entries();
        auto place = entries.insert_or_assign(key_, std::move(value)).first;
        return RefMut<K, V>(std::move(guard_), &place->first, &place->second);
    }
    RefMut<K, V> or_insert(V value) && {
        auto& entries = guard_.entries();
        auto place = entries.try_emplace(key_, std::move(value)).first;
        return RefMut<K, V>(std::move(guard_), &place->first, &place->second);
    }
    template <class Make>
    RefMut<K, V> or_insert_with(Make make) && {
        auto& entries = guard_.entries();
        auto place = entries.find(key_);
        if (place == entries.end()) place = entries.emplace(key_, make()).first;
        return RefMut<K, V>(std::move(guard_), &place->first, &place->second);
    }
    std::optional<V> remove() && {
        const Guard<K, V> guard = std::move(guard_);  // self is consumed: it ends with the call
        auto node = guard.entries().extract(key_);
        if (node.empty()) return std::nullopt;
        return std::move(node.mapped());
    }

  private:
    V* value() const {
        const auto place = guard_.entries().find(key_);
        return place == guard_.entries().end() ? nullptr : &place->second;
    }
    Guard<K, V> guard_;
    K key_;
};

// What a try_* comes to. Locked: the shard's lock could not be had at once; the key was not looked
// for (dashmap 5.4.0 src/try_result.rs).
template <class R>
class TryResult {
  public:
    static TryResult locked() { return TryResult(true, std::nullopt); }
    static TryResult of(std::optional<R> ref) { return TryResult(false, std::move(ref)); }

    bool is_present() const { return ref_.has_value(); }
    bool is_absent() const { return !locked_ && !ref_; }
    bool is_locked() const { return locked_; }
    std::optional<R> try_unwrap() && { return std::move(ref_); }

  private:
    TryResult(bool locked, std::optional<R> ref) : locked_(locked), ref_(std::move(ref)) {}
    bool locked_;
    std::optional<R> ref_;
};

}  // namespace impasse::models::dashmap
