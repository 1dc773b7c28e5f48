// uv's OnceMap before PR #1183: a WaitMap, and a mutex-protected set of the keys whose computation
// was started (crates/once-map/src/lib.rs, 2024-01-17 b8fbd529a1 and 2024-01-22 e09a51653e).
//
// What the originals call `register` is a word of C++: register_key here, in every revision.
#pragma once

#include <set>

#include "harness/rt/async.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "models/once_map/revision.hpp"
#include "models/waitmap/wait_map.hpp"

namespace impasse::models {

template <class K, class V, OnceMapRevision kRevision = OnceMapRevision::WaitMap>
class OnceMapOnWaitMap {
  public:
    using Ref = typename WaitMap<K, V>::Ref;
    static constexpr const char* kName = name_of(kRevision);

    OnceMapOnWaitMap(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard")
        : wait_map_(shards, std::move(shard_of), shard_name) {}

    // True: the caller is the one to compute the key's value.
    bool register_key(const K& key, Location where = Location::current()) {
        const sync::lock_guard lock(started_lock_, where);
        return started_.insert(key).second;
    }
    void done(const K& key, V value, Location where = Location::current()) {
        wait_map_.insert(key, std::move(value), where);
    }
    // A future of a Ref, which holds a read lock on the key's shard for as long as it lives; of
    // nothing where the wait was cancelled, which in the first revision is a panic.
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where] {
            auto value = rt::await(wait_map_.wait(key, where), where);
            if constexpr (kRevision == OnceMapRevision::WaitMap) {
                if (!value) panic("This operation is never cancelled", where);
                return std::move(*value);
            } else {
                return value;
            }
        });
    }
    std::optional<Ref> get(const K& key, Location where = Location::current()) {
        return wait_map_.get(key, where);
    }
    // Since #753 (2024-01-03). The keys stay among the started ones: nobody computes them again, and a
    // wait that begins later waits for ever.
    void cancel_all(Location where = Location::current()) { wait_map_.cancel_all(where); }

  private:
    // Nothing panics under it, so it is never poisoned.
    sync::mutex started_lock_{"started", sync::Unlocks::Follow};
    std::set<K> started_;  // guarded by started_lock_
    WaitMap<K, V> wait_map_;
};

}  // namespace impasse::models
