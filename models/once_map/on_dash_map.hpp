// uv's OnceMap on DashMap (crates/once-map/src/lib.rs): of PR #1183, with the wait_blocking of #3627,
// after the fix of #3987, with the remove of #8146, and with the register_or_wait of #19510.
//
// An entry is Waiting (with a Notify that its waiters share) or Filled (with the shared value).
// wait() clones what it needs out of the map and holds nothing over an await. What the revisions
// differ in is when the Notified is created, whether the map is looked at once more after that, and
// what an absent key comes to. Since #8146 entries go again, which wait() does not expect.
//
// Map is DashMap, or what was proposed in its place (models/once_map/proposed/).
#pragma once

#include <memory>
#include <variant>

#include "harness/rt/async.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/notify.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/once_map/left_waiting.hpp"
#include "models/once_map/revision.hpp"

namespace impasse::models {

template <class K, class V, OnceMapRevision kRevision, template <class, class> class Map = DashMap>
class OnceMapWithNotify {
  public:
    using Value = std::shared_ptr<const V>;
    static constexpr const char* kName = name_of(kRevision);

    OnceMapWithNotify(
        std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard",
        Location where = Location::current()) requires std::is_same_v<Map<K, V>, DashMap<K, V>>
        : where_(where), items_(shards, std::move(shard_of), shard_name, DashMapVersion::V5) {}
    explicit OnceMapWithNotify(Location where = Location::current()) requires(
        !std::is_same_v<Map<K, V>, DashMap<K, V>>)
        : where_(where) {}
    ~OnceMapWithNotify() {
        if (sched::Scheduler::current().silent()) return;
        items_.for_each_unlocked([&](const K&, Item& item) {
            if (auto* notify = std::get_if<Waiting>(&item))
                note_left_waiting(**notify, kName, where_);
        });
    }

    // True: the caller is the one to compute the key's value.
    bool register_key(const K& key, Location where = Location::current()) {
        auto entry = items_.entry(key, where);
        if (entry.occupied()) return false;
        std::move(entry).insert(waiting(key));
        return true;
    }
    // A future: the key's value, once it is there; nothing if the caller is the one to compute it.
    [[nodiscard]] auto register_or_wait(
        const K& key,
        Location where = Location::current()) requires(kRevision == OnceMapRevision::Pr19510) {
        return rt::async([this, key, where]() -> std::optional<Value> {
            Item item = waiting(key);
            {
                auto entry = items_.entry(key, where);
                if (!entry.occupied()) {
                    std::move(entry).insert(std::move(item));
                    return std::nullopt;
                }
                item = entry.get();
            }
            return value_of(std::move(item), key, where);
        });
    }
    void done(const K& key, V value, Location where = Location::current()) {
        const auto before =
            items_.insert(key, Item(std::make_shared<const V>(std::move(value))), where);
        if (!before) return;
        if (const auto* notify = std::get_if<Waiting>(&*before)) (*notify)->notify_waiters(where);
    }
    // A future of the shared value; nothing for a key that was never registered, which since #19510
    // is an error, and leaves an entry behind that waits.
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        if constexpr (kRevision == OnceMapRevision::Pr19510) {
            return register_or_wait(key, where);
        } else {
            return rt::async([this, key, where]() -> std::optional<Value> {
                auto item = look(key, where);
                if (!item) return std::nullopt;
                return value_of(std::move(*item), key, where);
            });
        }
    }
    // Waits on the calling thread, by futures::executor::block_on.
    std::optional<Value> wait_blocking(const K& key, Location where = Location::current()) requires(
        kRevision >= OnceMapRevision::Pr3627) {
        return rt::block_on(wait(key, where), where);
    }
    std::optional<Value> get(const K& key, Location where = Location::current()) {
        const auto item = look(key, where);
        return item ? value_in(*item) : std::nullopt;
    }
    // Takes the entry out and returns its value, if it is filled. Who waits in it waits on: a later
    // done() finds nobody to notify.
    std::optional<Value> remove(const K& key, Location where = Location::current()) requires(
        kRevision >= OnceMapRevision::Pr8146) {
        const auto removed = items_.remove(key, where);
        return removed ? value_in(removed->second) : std::nullopt;
    }

  protected:
    // For a destructor, which is alone with the map.
    std::size_t waiting_entries() {
        std::size_t count = 0;
        items_.for_each_unlocked(
            [&](const K&, const Item& item) { count += std::holds_alternative<Waiting>(item); });
        return count;
    }

    Location where_;  // it was made

  private:
    using Waiting = std::shared_ptr<rt::Notify>;
    using Item = std::variant<Waiting, Value>;

    static Item waiting(const K& key) {
        return std::make_shared<rt::Notify>(Name("key", static_cast<int>(key)));
    }
    static std::optional<Value> value_in(const Item& item) {
        const auto* value = std::get_if<Value>(&item);
        return value ? std::optional(*value) : std::nullopt;
    }

    // What was found in the entry comes to a value: at once, or by waiting.
    std::optional<Value> value_of(Item item, const K& key, const Location& where) {
        if (auto value = value_in(item)) return value;
        const Waiting notify = std::get<Waiting>(std::move(item));
        if constexpr (kRevision < OnceMapRevision::Pr3987) {
            rt::await(notify->notified(where), where);
        } else {
            auto notified = notify->notified(where);
            if (auto value = value_in(look_again(key, where))) return value;
            rt::await(notified, where);
        }
        auto value = value_in(look_again(key, where));
        if (!value) panic("internal error: entered unreachable code: notify was called", where);
        return value;
    }
    // A copy of what is there, and the entry is let go of.
    std::optional<Item> look(const K& key, const Location& where) {
        const auto entry = items_.get(key, where);
        return entry ? std::optional(entry->value()) : std::nullopt;
    }
    Item look_again(const K& key, const Location& where) {
        auto item = look(key, where);
        if (!item) panic("map is append-only", where);
        return std::move(*item);
    }

    Map<K, Item> items_;
};

template <class K, class V>
using OnceMapPr1183 = OnceMapWithNotify<K, V, OnceMapRevision::Pr1183>;
template <class K, class V>
using OnceMapPr3627 = OnceMapWithNotify<K, V, OnceMapRevision::Pr3627>;
template <class K, class V>
using OnceMapPr3987 = OnceMapWithNotify<K, V, OnceMapRevision::Pr3987>;
template <class K, class V>
using OnceMapPr8146 = OnceMapWithNotify<K, V, OnceMapRevision::Pr8146>;
template <class K, class V>
using OnceMapPr19510 = OnceMapWithNotify<K, V, OnceMapRevision::Pr19510>;

}  // namespace impasse::models
