// PR #1183 with the cancellation that it took out: wait is Result<Option<Arc<V>>, Error>. cancel_all
// leaves a mark in each entry that waits, so that a wait that begins later has its error as well,
// and the key may be registered again.
#pragma once

#include <vector>

#include "models/once_map/proposed/with_failure.hpp"

namespace impasse::models {

template <class K, class V>
class OnceMapWithCancel : public OnceMapWithFailure<K, V> {
    using Base = OnceMapWithFailure<K, V>;

  public:
    static constexpr const char* kName = "PR 1183, cancel_all";

    OnceMapWithCancel(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard",
                      Location where = Location::current())
        : Base(shards, std::move(shard_of), shard_name, kName, where) {}

    bool register_key(const K& key, Location where = Location::current()) {
        return this->start(key, where);
    }
    void done(const K& key, V value, Location where = Location::current()) {
        this->end(key, Base::filled(std::move(value)), where);
    }
    void cancel_all(Location where = Location::current()) {
        std::vector<typename Base::Waiting> woken;
        this->items_.retain(
            [&](const K&, typename Base::Item& item) {
                if (auto* notify = std::get_if<typename Base::Waiting>(&item)) {
                    woken.push_back(*notify);
                    item = typename Base::Failed{};
                }
                return true;
            },
            where);
        for (const auto& notify : woken) notify->notify_waiters(where);
    }
};

}  // namespace impasse::models
