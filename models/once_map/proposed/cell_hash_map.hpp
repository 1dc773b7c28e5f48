// Cell<HashMap>, which the review of PR #1183 proposed for a resolver on one thread: each call takes
// the map out of its cell, uses it, and puts it back. No call of OnceMap's awaits in between, so
// nobody meets an empty cell, and no step can be seen by anybody: there is none here. It is not
// Sync: the compiler refuses a second thread, and so do the scenarios.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "harness/core/site.hpp"

namespace impasse::models {

template <class K, class V>
class CellHashMap {
    using Entries = std::map<K, V>;

  public:
    class Ref {
      public:
        explicit Ref(const V& value) : value_(&value) {}
        const V& value() const { return *value_; }

      private:
        const V* value_;
    };
    class Entry {
      public:
        Entry(Entries& entries, K key) : entries_(&entries), key_(std::move(key)) {}
        bool occupied() const { return entries_->contains(key_); }
        V& get() const { return entries_->find(key_)->second; }
        void insert(V value) && { entries_->insert_or_assign(key_, std::move(value)); }

      private:
        Entries* entries_;
        K key_;
    };

    std::optional<Ref> get(const K& key, const Location&) {
        const auto place = entries_.find(key);
        return place == entries_.end() ? std::nullopt : std::optional(Ref(place->second));
    }
    Entry entry(K key, const Location&) { return Entry(entries_, std::move(key)); }
    std::optional<V> insert(const K& key, V value, const Location&) {
        if (const auto place = entries_.find(key); place != entries_.end())
            return std::exchange(place->second, std::move(value));
        entries_.emplace(key, std::move(value));
        return std::nullopt;
    }
    template <class Visit>
    void for_each_unlocked(Visit visit) {
        for (auto& [key, value] : entries_) visit(key, value);
    }

  private:
    Entries entries_;
};

}  // namespace impasse::models
