// PR #1183 with a handle: register returns a Job, done consumes it, and one that is dropped without
// its done fails those who wait. The key is the handle's, so no other key can be done by mistake.
#pragma once

#include "models/once_map/proposed/with_failure.hpp"

namespace impasse::models {

template <class K, class V>
class OnceMapWithHandle : public OnceMapWithFailure<K, V> {
    using Base = OnceMapWithFailure<K, V>;

  public:
    static constexpr const char* kName = "PR 1183, handle";

    class Job {
      public:
        Job(OnceMapWithHandle& map, K key, const Location& where)
            : map_(&map), key_(std::move(key)), where_(where) {}
        Job(Job&& other) noexcept
            : map_(std::exchange(other.map_, nullptr)),
              key_(std::move(other.key_)),
              where_(other.where_) {}
        Job& operator=(Job&&) = delete;
        ~Job() {
            if (!map_ || sched::Scheduler::current().silent()) return;
            const sched::InDestructor quietly;
            map_->end(key_, typename Base::Failed{}, where_);
        }
        void done(V value, Location where = Location::current()) && {
            std::exchange(map_, nullptr)->end(key_, Base::filled(std::move(value)), where);
        }

      private:
        OnceMapWithHandle* map_;
        K key_;
        Location where_;
    };

    OnceMapWithHandle(std::size_t shards, ShardOf<K> shard_of, const char* shard_name = "shard",
                      Location where = Location::current())
        : Base(shards, std::move(shard_of), shard_name, kName, where) {}

    // The job, if the caller is the one to compute the key's value.
    std::optional<Job> register_key(const K& key, Location where = Location::current()) {
        if (!this->start(key, where)) return std::nullopt;
        return Job(*this, key, where);
    }
};

}  // namespace impasse::models
