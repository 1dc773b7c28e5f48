// uv's OnceMap before PR #1183 (crates/puffin-resolver, 2024-01-16): a WaitMap, and a
// mutex-protected set of the keys whose computation was started.
//
// What the originals call `register` is a word of C++: register_key here, in every revision.
#pragma once

#include <set>

#include "harness/rt/async.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "models/waitmap/wait_map.hpp"

namespace impasse::models {

template <class K, class V>
class OnceMapOnWaitMap {
  public:
    static constexpr const char* kName = "OnceMap on WaitMap";

    OnceMapOnWaitMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard")
        : wait_map_(shards, std::move(shard_of), shard_name) {}

    // True: the caller is the one to compute the key's value.
    bool register_key(const K& key, Location where = Location::current()) {
        sync::lock_guard lock(started_lock_, where);
        return started_.insert(key).second;
    }
    void done(const K& key, V value, Location where = Location::current()) {
        wait_map_.insert(key, std::move(value), where);
    }
    // A future of a Ref, which holds a read lock on the key's shard for as long as it lives.
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where] {
            auto value = rt::await(wait_map_.wait(key, where), where);
            if (!value) panic("this operation is never cancelled", where);
            return std::move(*value);
        });
    }

  private:
    sync::mutex started_lock_{"started", sync::Unlocks::Follow};
    std::set<K> started_;
    WaitMap<K, V> wait_map_;
};

}  // namespace impasse::models
