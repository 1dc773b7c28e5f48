// What two proposals of PR #1183's review have in common: a wait that can fail. An entry is Waiting,
// Filled or Failed; all else is as in PR #1183, its lost wakeup included.
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "harness/rt/async.hpp"
#include "harness/rt/notify.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/once_map/left_waiting.hpp"

namespace impasse::models {

// Result<Option<Arc<V>>, Error>: a value; nothing, for a key that was never registered; an error.
template <class Value>
struct WaitResult {
    bool failed = false;
    std::optional<Value> value;
};

template <class K, class V>
class OnceMapWithFailure {
  public:
    using Value = std::shared_ptr<const V>;

    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where]() -> WaitResult<Value> {
            auto item = look(key, where);
            if (!item) return {};
            if (auto* notify = std::get_if<Waiting>(&*item)) {
                const Waiting kept = *notify;
                rt::await(kept->notified(where), where);
                item = look(key, where);
            }
            if (!item) panic("map is append-only", where);
            if (std::holds_alternative<Failed>(*item)) return {true, std::nullopt};
            if (auto* value = std::get_if<Value>(&*item)) return {false, *value};
            panic("internal error: entered unreachable code: notify was called", where);
            return {};
        });
    }

  protected:
    struct Failed {};
    using Waiting = std::shared_ptr<rt::Notify>;
    using Item = std::variant<Waiting, Value, Failed>;

    OnceMapWithFailure(std::size_t shards, ShardOf<K> shard_of, const char* shard_name,
                       const char* name, const Location& where)
        : items_(shards, std::move(shard_of), shard_name, DashMapVersion::V5),
          name_(name),
          where_(where) {}
    ~OnceMapWithFailure() {
        if (sched::Scheduler::current().silent()) return;
        items_.for_each_unlocked([&](const K&, Item& item) {
            if (auto* notify = std::get_if<Waiting>(&item))
                note_left_waiting(**notify, name_, where_);
        });
    }

    // True: the caller is the one to compute the key's value. What failed may be computed again.
    bool start(const K& key, const Location& where) {
        auto entry = items_.entry(key, where);
        if (entry.occupied() && !std::holds_alternative<Failed>(entry.get())) return false;
        std::move(entry).insert(std::make_shared<rt::Notify>(Name("key", static_cast<int>(key))));
        return true;
    }
    void end(const K& key, Item item, const Location& where) {
        const auto before = items_.insert(key, std::move(item), where);
        if (!before) return;
        if (auto* notify = std::get_if<Waiting>(&*before)) (*notify)->notify_waiters(where);
    }
    static Item filled(V value) { return std::make_shared<const V>(std::move(value)); }

    DashMap<K, Item> items_;

  private:
    std::optional<Item> look(const K& key, const Location& where) {
        const auto entry = items_.get(key, where);
        return entry ? std::optional(entry->value()) : std::nullopt;
    }

    const char* name_;
    Location where_;
};

}  // namespace impasse::models
