// The map that we would give the reviewers (docs/review.md): a HashMap behind a mutex, and a watch
// channel for each key. The receiver is in the map, the sender is the job: whoever computes the
// value owns it, so that a job that is dropped, by a panic or a cancellation, ends all waits on it.
//
// - The value travels by the channel, not by the map: a waiter looks the key up once, and what
//   happens to the entry later (remove) is none of its business.
// - The mutex is held for a look-up and an insertion, never while anybody waits, wakes or is
//   dropped; nothing that a caller keeps holds a lock.
// - A job carries its key: no other key can be done by mistake, and none twice.
// - There is no wait_blocking: a thread of its own waits by block_on, and a task awaits.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "harness/rt/watch.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"

namespace impasse::models {

template <class K, class V>
class SingleFlight {
  public:
    // What a wait comes to: a value, or none because the key was never registered (Absent), or
    // because its job was dropped (Failed).
    enum class Outcome : unsigned char { Value, Absent, Failed };
    struct Waited {
        Outcome outcome;
        std::optional<V> value;
    };

    class Job {
      public:
        explicit Job(rt::WatchSender<std::optional<V>> sender) : sender_(std::move(sender)) {}
        void done(V value, Location where = Location::current()) && {
            sender_.send_replace(std::move(value), where);
        }

      private:
        rt::WatchSender<std::optional<V>> sender_;
    };

    // The job, if the caller is the one to compute the key's value. A key whose job was dropped is
    // free again.
    std::optional<Job> register_key(const K& key, Location where = Location::current()) {
        std::optional<Receiver> failed;  // dropped outside of the lock
        const sync::lock_guard lock(lock_, where);
        const auto place = jobs_.find(key);
        if (place != jobs_.end() && !is_dropped(place->second, where)) return std::nullopt;
        auto [sender, receiver] =
            rt::watch<std::optional<V>>(std::nullopt, Name("key", static_cast<int>(key)), where);
        if (place == jobs_.end())
            jobs_.emplace(key, std::move(receiver));
        else
            failed.emplace(std::exchange(place->second, std::move(receiver)));
        return Job(std::move(sender));
    }
    [[nodiscard]] auto wait(const K& key, Location where = Location::current()) {
        return rt::async([this, key, where]() -> Waited {
            auto job = find(key, where);
            if (!job) return {Outcome::Absent, std::nullopt};
            const auto value = rt::await(job->wait_for(is_there, where), where);
            if (!value) return {Outcome::Failed, std::nullopt};
            return {Outcome::Value, **value};
        });
    }
    // Takes the key out; its job and those who wait for it go on.
    bool remove(const K& key, Location where = Location::current()) {
        std::optional<Receiver> removed;  // dropped outside of the lock
        const sync::lock_guard lock(lock_, where);
        const auto place = jobs_.find(key);
        if (place == jobs_.end()) return false;
        removed.emplace(std::move(place->second));
        jobs_.erase(place);
        return true;
    }

  private:
    using Receiver = rt::WatchReceiver<std::optional<V>>;

    static bool is_there(const std::optional<V>& value) { return value.has_value(); }
    static bool is_dropped(const Receiver& job, const Location& where) {
        return !job.has_changed(where) && !job.borrow(where)->has_value();
    }
    std::optional<Receiver> find(const K& key, const Location& where) {
        const sync::lock_guard lock(lock_, where);
        const auto place = jobs_.find(key);
        return place == jobs_.end() ? std::nullopt : std::optional(place->second);
    }

    // Nothing panics under it, so it is never poisoned.
    sync::mutex lock_{"jobs", sync::Unlocks::Follow};
    std::map<K, Receiver> jobs_;  // guarded by lock_
};

}  // namespace impasse::models
