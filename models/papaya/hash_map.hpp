// papaya's HashMap (papaya 0.2.5 on seize 0.5.1): a hash map whose guards keep nobody out.
//
// A guard keeps what was seen through it alive, and that is all it does: nobody waits for one
// (models/papaya/collector.hpp). A look is a load of the entry, a change a compare-exchange
// (models/papaya/bucket.hpp). Closures are called with nothing held: by another's change in
// between they are called again, with what is there then, and what they returned before is
// dropped. get_or_insert_with's closure runs at most once, and for nothing where another one was
// first. docs/fidelity.md has a line of the source for each operation, says what is left out, and
// why no hang is lost with it: growing the table, above all.
//
// A pointer that an operation returns stands for a reference as long-lived as its guard; null is
// None. What is taken out is destroyed when its collector says so, which may be as late as the map.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>

#include "models/papaya/bucket.hpp"
#include "models/papaya/collector.hpp"
#include "models/papaya/compute.hpp"
#include "models/papaya/hash_map_ref.hpp"

namespace impasse::models::papaya {

// Key to bucket; taken modulo the number of buckets.
template <class K>
using BucketOf = std::function<std::size_t(const K&)>;

template <class K, class V>
class HashMap {
    using Node = papaya::Node<K, V>;
    using Bucket = papaya::Bucket<K, V>;

  public:
    using Key = K;
    using Value = V;
    using Guard = papaya::Guard<Node>;
    using LocalGuard = papaya::LocalGuard<Node>;
    using OwnedGuard = papaya::OwnedGuard<Node>;
    template <class T = std::monostate>
    using Operation = papaya::Operation<V, T>;

    // `batch_size`: see models/papaya/collector.hpp.
    HashMap(std::size_t buckets, BucketOf<K> bucket_of, const char* bucket_name = "bucket",
            std::optional<std::size_t> batch_size = std::nullopt)
        : bucket_of_(std::move(bucket_of)), collector_(batch_size) {
        for (std::size_t i = 0; i < buckets; ++i)
            buckets_.emplace_back(Name(bucket_name, static_cast<int>(i)));
    }

    LocalGuard guard(Location where = Location::current()) const { return {collector_, where}; }
    OwnedGuard owned_guard(Location where = Location::current()) const {
        return {collector_, where};
    }
    HashMapRef<HashMap, LocalGuard> pin(Location where = Location::current()) {
        return {*this, guard(where)};
    }
    HashMapRef<HashMap, OwnedGuard> pin_owned(Location where = Location::current()) {
        return {*this, owned_guard(where)};
    }

    const V* get(const K& key, const Guard&, Location where = Location::current()) const {
        return value_of(bucket(key).load(key, where));
    }
    bool contains_key(const K& key, const Guard& guard,
                      Location where = Location::current()) const {
        return get(key, guard, where) != nullptr;
    }

    // Returns what was there.
    const V* insert(const K& key, V value, const Guard& guard,
                    Location where = Location::current()) {
        auto result = bucket(key).exchange(key, node(key, std::move(value)), where);
        if (!result.found) count(1, where);
        return put_away(std::move(result.removed), guard, where);
    }
    TryInsert<V> try_insert(const K& key, V value, const Guard&,
                            Location where = Location::current()) {
        auto fresh = node(key, std::move(value));
        const V* inserted = &fresh->value;
        const auto result = bucket(key).compare_exchange(key, nullptr, fresh, where);
        if (!result.done) return {&result.found->value, std::move(fresh->value)};
        count(1, where);
        return {inserted, std::nullopt};
    }
    const V* get_or_insert(const K& key, V value, const Guard& guard,
                           Location where = Location::current()) {
        return try_insert(key, std::move(value), guard, where).value;
    }
    // Calls make() where there is no entry; whether it is inserted is decided after that. Returns the
    // entry, and whether it is the one that was made.
    template <class Make>
    std::pair<const V*, bool> try_insert_with(const K& key, Make make, const Guard& guard,
                                              Location where = Location::current()) {
        const auto result = compute<const V*>(
            key,
            [&](const V* current) {
                return current ? Operation<const V*>::abort(current)
                               : Operation<const V*>::insert(make());
            },
            guard, where);
        return result.aborted ? std::pair(*result.aborted, false) : std::pair(result.after, true);
    }
    template <class Make>
    const V* get_or_insert_with(const K& key, Make make, const Guard& guard,
                                Location where = Location::current()) {
        return try_insert_with(key, std::move(make), guard, where).first;
    }
    // Replaces a value by change(value). Returns the new one.
    template <class Change>
    const V* update(const K& key, Change change, const Guard& guard,
                    Location where = Location::current()) {
        return compute<std::monostate>(
                   key,
                   [&](const V* current) {
                       return current ? Operation<>::insert(change(*current))
                                      : Operation<>::abort();
                   },
                   guard, where)
            .after;
    }
    template <class Change, class Make>
    const V* update_or_insert_with(const K& key, Change change, Make make, const Guard& guard,
                                   Location where = Location::current()) {
        return compute<std::monostate>(
                   key,
                   [&](const V* current) {
                       return Operation<>::insert(current ? change(*current) : make());
                   },
                   guard, where)
            .after;
    }
    template <class Change>
    const V* update_or_insert(const K& key, Change change, V value, const Guard& guard,
                              Location where = Location::current()) {
        return update_or_insert_with(
            key, std::move(change), [&] { return std::move(value); }, guard, where);
    }

    // A load, what f(value or null) says about it, and a compare-exchange, until that succeeds or f
    // aborts. Others may come in between.
    template <class T = std::monostate, class F>
    Compute<V, T> compute(const K& key, F f, const Guard& guard,
                          Location where = Location::current()) {
        Bucket& at = bucket(key);
        ComputeState<Node, Operation<T>, F> state(f);
        const Node* entry = at.load(key, where);
        for (;;) {
            Operation<T> operation = state.next(entry);
            if (operation.aborts()) return {nullptr, nullptr, std::move(operation.because())};
            if (operation.removes() && !entry) panic("Cannot remove `None` entry.", where);
            std::unique_ptr<Node> fresh;
            if (operation.inserts()) fresh = node(key, std::move(operation.value()));
            const V* after = value_of(fresh.get());
            auto result = at.compare_exchange(key, entry, fresh, where);
            if (!result.done) {
                if (fresh) operation = Operation<T>::insert(std::move(fresh->value));
                state.restore(entry, std::move(operation));
                entry = result.found;
                continue;
            }
            const V* before = put_away(std::move(result.removed), guard, where);
            if (!before) count(1, where);
            if (!after) count(-1, where);
            return {before, after, std::nullopt};
        }
    }

    const V* remove(const K& key, const Guard& guard, Location where = Location::current()) {
        auto result = bucket(key).exchange(key, nullptr, where);
        const V* removed = put_away(std::move(result.removed), guard, where);
        if (removed) count(-1, where);
        return removed;
    }
    // Asks remove_it(key, value), and again when the value was changed meanwhile.
    template <class RemoveIt>
    RemoveIf<V> remove_if(const K& key, RemoveIt remove_it, const Guard& guard,
                          Location where = Location::current()) {
        Bucket& at = bucket(key);
        return remove_one(at, key, at.load(key, where), remove_it, guard, where);
    }
    // Keeps the entries for which keep(key, value) is true.
    template <class Keep>
    void retain(Keep keep, const Guard& guard, Location where = Location::current()) {
        const auto remove_it = [&](const K& key, const V& value) { return !keep(key, value); };
        for (Bucket& at : buckets_) {
            std::vector<const Node*> seen;
            for (const auto& [key, entry] : at.load(where)) seen.push_back(entry.get());
            for (const Node* entry : seen)
                remove_one(at, entry->key, entry, remove_it, guard, where);
        }
    }
    void clear(const Guard& guard, Location where = Location::current()) {
        for (Bucket& at : buckets_)
            for (auto& [key, entry] : at.take_all(where)) {
                count(-1, where);
                put_away(std::move(entry), guard, where);
            }
    }

    // Yields each entry as it was when its bucket was reached.
    class Iter {
      public:
        Iter(const HashMap& map, Location where) : map_(&map), where_(where) {}
        // Null behind the last one.
        const Node* next() {
            while (at_ == seen_.size()) {
                if (bucket_ == map_->buckets_.size()) return nullptr;
                at_ = 0;
                seen_.clear();
                for (const auto& [key, entry] : map_->buckets_[bucket_++].load(where_))
                    seen_.push_back(entry.get());
            }
            return seen_[at_++];
        }

      private:
        const HashMap* map_;
        Location where_;
        std::size_t bucket_ = 0;  // the next one
        std::vector<const Node*> seen_;
        std::size_t at_ = 0;
    };
    Iter iter(const Guard&, Location where = Location::current()) const {
        return Iter(*this, where);
    }

    // Counts a change only behind it, so it may be late (src/raw/mod.rs:418, :790).
    std::size_t len(Location where = Location::current()) const {
        return static_cast<std::size_t>(std::max(0, count_.load(std::memory_order_relaxed, where)));
    }
    bool is_empty(Location where = Location::current()) const { return len(where) == 0; }

    // Every entry without a step: for a destructor, which is alone with the map.
    template <class Visit>
    void for_each_unlocked(Visit visit) const {
        for (const Bucket& at : buckets_)
            for (const auto& [key, entry] : at.entries()) visit(key, entry->value);
    }

  private:
    Bucket& bucket(const K& key) { return buckets_[bucket_of_(key) % buckets_.size()]; }
    const Bucket& bucket(const K& key) const { return buckets_[bucket_of_(key) % buckets_.size()]; }
    static std::unique_ptr<Node> node(const K& key, V value) {
        return std::make_unique<Node>(Node{key, std::move(value)});
    }
    static const V* value_of(const Node* node) { return node ? &node->value : nullptr; }
    void count(int by, const Location& where) {
        count_.store_add(by, std::memory_order_relaxed, where);
    }
    // Its value, which lives as long as the guard.
    static const V* put_away(std::unique_ptr<Node> removed, const Guard& guard,
                             const Location& where) {
        const V* value = value_of(removed.get());
        if (removed) guard.retire(std::move(removed), where);
        return value;
    }
    template <class RemoveIt>
    RemoveIf<V> remove_one(Bucket& at, const K& key, const Node* entry, RemoveIt& remove_it,
                           const Guard& guard, const Location& where) {
        std::unique_ptr<Node> nothing;
        while (entry) {
            if (!remove_it(entry->key, entry->value)) return {nullptr, &entry->value};
            auto result = at.compare_exchange(key, entry, nothing, where);
            if (result.done) {
                const V* removed = put_away(std::move(result.removed), guard, where);
                count(-1, where);
                return {removed, nullptr};
            }
            entry = result.found;
        }
        return {};
    }

    BucketOf<K> bucket_of_;
    std::deque<Bucket> buckets_;
    sync::atomic<int> count_{0, "len"};
    mutable Collector<Node> collector_;  // destroyed first: what was taken out, then what is in
};

}  // namespace impasse::models::papaya
