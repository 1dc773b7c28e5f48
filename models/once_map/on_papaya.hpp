// uv's OnceMap on papaya (PR #19532, 2026-06-18; crates/uv-once-map/src/lib.rs): the protocol of
// #19510, on a map whose guards keep nobody out.
//
// papaya lends its values, so a value is in a mutex of its own, from which get clones it and remove
// takes it. Whoever has reached the entry before it was removed finds nothing in it then: its wait
// comes to the error of an unregistered key, its register_or_wait to "yours to compute".
#pragma once

#include <memory>
#include <variant>

#include "harness/rt/async.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "models/once_map/left_waiting.hpp"
#include "models/once_map/revision.hpp"
#include "models/papaya/hash_map.hpp"

namespace impasse::models {

template <class K, class V>
class OnceMapOnPapaya {
  public:
    using Value = std::shared_ptr<const V>;
    static constexpr const char* kName = name_of(OnceMapRevision::Pr19532);

    OnceMapOnPapaya(std::size_t buckets, papaya::BucketOf<K> bucket_of,
                    Location where = Location::current())
        : items_(buckets, std::move(bucket_of)), where_(where) {}
    ~OnceMapOnPapaya() {
        if (sched::Scheduler::current().silent()) return;
        items_.for_each_unlocked([&](const K&, const Item& item) {
            if (auto* notify = std::get_if<Waiting>(&item))
                note_left_waiting(**notify, kName, where_);
        });
    }

    // True: the caller is the one to compute the key's value.
    bool register_key(const K& key, Location where = Location::current()) {
        return items_.pin(where).try_insert(key, waiting(key), where).is_ok();
    }
    // A future: the key's value, once it is there; nothing if the caller is the one to compute it.
    [[nodiscard]] auto register_or_wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where]() -> std::optional<Value> {
            Waiting notify;
            {
                const auto items = items_.pin(where);
                const auto [item, inserted] = items.try_insert_with(
                    key, [&] { return waiting(key); }, where);
                if (inserted) return std::nullopt;
                if (std::holds_alternative<Filled>(*item)) return value_in(*item, where);
                notify = std::get<Waiting>(*item);
            }
            auto notified = notify->notified(where);
            {
                const auto items = items_.pin(where);
                if (auto value = value_in(look_again(items, key, where), where)) return value;
            }
            rt::await(notified, where);
            const auto items = items_.pin(where);
            const Item& item = look_again(items, key, where);
            if (!std::holds_alternative<Filled>(item))
                panic("internal error: entered unreachable code: notify was called", where);
            return value_in(item, where);
        });
    }
    void done(const K& key, V value, Location where = Location::current()) {
        const auto items = items_.pin(where);
        const Item* before = items.insert(key, filled(std::move(value)), where);
        if (!before) return;
        if (auto* notify = std::get_if<Waiting>(before)) (*notify)->notify_waiters(where);
    }
    // Nothing: the error of a key that was never registered. An entry that waits stays behind.
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return register_or_wait(key, where);
    }
    std::optional<Value> wait_blocking(const K& key, Location where = Location::current()) {
        return rt::block_on(wait(key, where), where);
    }
    std::optional<Value> get(const K& key, Location where = Location::current()) {
        const auto items = items_.pin(where);
        const Item* item = items.get(key, where);
        return item ? value_in(*item, where) : std::nullopt;
    }
    // Who waits in the entry waits on, as since #8146.
    std::optional<Value> remove(const K& key, Location where = Location::current()) {
        const auto items = items_.pin(where);
        const Item* item = items.remove(key, where);
        auto* in = item ? std::get_if<Filled>(item) : nullptr;
        if (!in) return std::nullopt;
        const sync::lock_guard lock((*in)->lock, where);
        return std::exchange((*in)->value, std::nullopt);
    }

  private:
    // Mutex<Option<V>>, whose poisoning is ignored (into_inner).
    struct Taken {
        sync::mutex lock{"value's mutex", sync::Unlocks::Follow};
        std::optional<Value> value;
    };
    using Waiting = std::shared_ptr<rt::Notify>;
    using Filled = std::unique_ptr<Taken>;
    using Item = std::variant<Waiting, Filled>;

    static Item waiting(const K& key) {
        return std::make_shared<rt::Notify>(Name("key", static_cast<int>(key)));
    }
    static Item filled(V value) {
        auto taken = std::make_unique<Taken>();
        taken->value = std::make_shared<const V>(std::move(value));
        return taken;
    }
    static std::optional<Value> value_in(const Item& item, const Location& where) {
        auto* in = std::get_if<Filled>(&item);
        if (!in) return std::nullopt;
        const sync::lock_guard lock((*in)->lock, where);
        return (*in)->value;
    }
    template <class Items>
    static const Item& look_again(const Items& items, const K& key, const Location& where) {
        const Item* item = items.get(key, where);
        if (!item) panic("map is append-only", where);
        return *item;
    }

    papaya::HashMap<K, Item> items_;
    Location where_;
};

template <class K, class V>
using OnceMapPr19532 = OnceMapOnPapaya<K, V>;

}  // namespace impasse::models
