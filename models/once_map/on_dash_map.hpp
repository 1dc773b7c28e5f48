// uv's OnceMap on DashMap: of PR #1183 (2024-01-30), after the fix of #3987 (2024-06-03), and with
// the remove() of #8146 (2024-10-12).
//
// An entry is Waiting (with a Notify that its waiters share) or Filled (with the shared value).
// wait() clones what it needs out of the map and holds nothing over an await. The first two
// revisions differ in one thing: when the Notified future is created, and whether the map is looked
// at once more after that. The third takes entries out again, which its wait() does not expect.
#pragma once

#include <memory>
#include <variant>

#include "harness/rt/async.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/notify.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/once_map/revision.hpp"

namespace impasse::models {

template <class K, class V, OnceMapRevision kRevision>
class OnceMapOnDashMap {
  public:
    using Value = std::shared_ptr<const V>;
    static constexpr const char* kName = kRevision == OnceMapRevision::Pr1183 ? "OnceMap of PR 1183"
                                         : kRevision == OnceMapRevision::Pr3987
                                             ? "OnceMap after PR 3987"
                                             : "OnceMap after PR 8146";

    OnceMapOnDashMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard",
                     Location where = Location::current())
        : items_(shards, std::move(shard_of), shard_name, DashMapVersion::V5), where_(where) {}
    // Nobody can reach the map any more; whoever still waits in it was left alone, and that is
    // noted.
    ~OnceMapOnDashMap() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (scheduler.silent()) return;
        items_.for_each_unlocked([&](const K&, Item& item) {
            const auto* notify = std::get_if<Waiting>(&item);
            if (!notify || (*notify)->waiters() == 0) return;
            scheduler.dropped_owner({.owner = kName,
                                     .object = (*notify)->object().id(),
                                     .by = scheduler.name_of(scheduler.self()),
                                     .waiters = (*notify)->waiters(),
                                     .where = Site::of(where_)});
        });
    }

    // True: the caller is the one to compute the key's value.
    bool register_key(const K& key, Location where = Location::current()) {
        auto entry = items_.entry(key, where);
        if (entry.occupied()) return false;
        std::move(entry).insert(std::make_shared<rt::Notify>(Name("key", static_cast<int>(key))));
        return true;
    }
    void done(const K& key, V value, Location where = Location::current()) {
        const auto before =
            items_.insert(key, Item(std::make_shared<const V>(std::move(value))), where);
        if (!before) return;
        if (const auto* notify = std::get_if<Waiting>(&*before)) (*notify)->notify_waiters(where);
    }
    // Takes the entry out and returns its value, if it is filled. Who waits in it waits on: a later
    // done() finds nobody to notify (uv, crates/uv-once-map/src/lib.rs, OnceMap::remove).
    std::optional<Value> remove(const K& key, Location where = Location::current()) {
        static_assert(kRevision == OnceMapRevision::Pr8146, "remove() came with #8146");
        auto removed = items_.remove(key, where);
        if (!removed) return std::nullopt;
        auto* value = std::get_if<Value>(&removed->second);
        return value ? std::optional(std::move(*value)) : std::nullopt;
    }
    // A future of the shared value; nothing for a key that was never registered.
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where] { return wait_for(key, where); });
    }

  private:
    using Waiting = std::shared_ptr<rt::Notify>;
    using Item = std::variant<Waiting, Value>;

    std::optional<Value> wait_for(const K& key, const Location& where) {
        Waiting notify;
        {
            const auto entry = items_.get(key, where);
            if (!entry) return std::nullopt;
            if (const auto* value = std::get_if<Value>(&entry->value())) return *value;
            notify = std::get<Waiting>(entry->value());
        }
        if constexpr (kRevision == OnceMapRevision::Pr1183) {
            rt::await(notify->notified(where), where);
        } else {
            auto notified = notify->notified(where);
            if (auto value = filled(key, where)) return value;
            rt::await(notified, where);
        }
        auto value = filled(key, where);
        if (!value) panic("internal error: entered unreachable code: notify was called", where);
        return value;
    }

    // The value, if the entry is filled. Panics on an absent entry: the map is append-only.
    std::optional<Value> filled(const K& key, const Location& where) {
        const auto entry = items_.get(key, where);
        if (!entry) panic("map is append-only", where);
        const auto* value = std::get_if<Value>(&entry->value());
        return value ? std::optional(*value) : std::nullopt;
    }

    DashMap<K, Item> items_;
    Location where_;
};

template <class K, class V>
using OnceMapPr1183 = OnceMapOnDashMap<K, V, OnceMapRevision::Pr1183>;
template <class K, class V>
using OnceMapPr3987 = OnceMapOnDashMap<K, V, OnceMapRevision::Pr3987>;
template <class K, class V>
using OnceMapPr8146 = OnceMapOnDashMap<K, V, OnceMapRevision::Pr8146>;

}  // namespace impasse::models
