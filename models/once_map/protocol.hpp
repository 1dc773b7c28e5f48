// The wait/done protocol of uv's OnceMap, of PR #1183 (2024-01-30) and after #3987 (2024-06-03),
// for one registered key and threads alone. It promises that wait() returns, with the entry filled,
// once done() was called; PR #1183 does not keep that promise.
//
// Written over a policy of primitives P (harness/sync/primitives.hpp), which both engines have.
//
// What stands for what (tokio 1.35 sync/notify.rs, dashmap 5.5.3 src/lib.rs; shared facts in
// models/once_map/on_dash_map.hpp):
// - The entry is plain data behind the lock of its shard, as in DashMap: `get` locks it to read,
//   `insert` to write. Here readers exclude each other too: look-ups commute, and nobody waits for
//   anything while holding the lock. Not an acquire/release atomic: the lock is what orders the
//   snapshot of #3987 before the second look.
// - The generation is an atomic, SeqCst as in tokio, because notified() reads it outside of Notify's
//   lock. Under the shard's lock relaxed would do.
// - Notify's list of wakers with its lock is a condition variable with a mutex: a thread in
//   block_on(notified) sleeps until the generation has changed.
// Left out: other keys and shards, registration, the permit of notify_one, wakes one by one, a wait
// that is dropped, the value itself.
#pragma once

#include <atomic>

#include "harness/core/name.hpp"
#include "models/once_map/revision.hpp"

namespace impasse::models {

// tokio's Notify as far as blocked threads and notify_waiters go.
template <class P>
class BlockingNotify {
  public:
    using Generation = unsigned;

    // A waiter is notified by every notify_waiters that comes after this, registered or not.
    Generation notified() const { return generation_.load(std::memory_order::seq_cst); }

    void block_until_after(Generation snapshot) {
        typename P::unique_lock lock(lock_);
        while (generation_.load(std::memory_order::seq_cst) == snapshot) changed_.wait(lock);
    }
    void notify_waiters() {
        typename P::unique_lock lock(lock_);
        generation_.fetch_add(1, std::memory_order::seq_cst);
        changed_.notify_all();
    }

  private:
    typename P::mutex lock_{Name("notify's lock")};
    typename P::condition_variable changed_{Name("notify")};
    typename P::template atomic<Generation> generation_{0, Name("generation")};
};

// A shard's lock whose readers exclude each other, too.
template <class P>
class MutexShard {
  public:
    void read() { lock_.lock(); }
    void read_unlock() { lock_.unlock(); }
    void write() { lock_.lock(); }
    void write_unlock() { lock_.unlock(); }

  private:
    typename P::mutex lock_{Name("shard")};
};

// Both as simple as can be. The same from atomics: models/low_level/once_map_parts.hpp.
template <class P>
struct SimpleParts {
    using Shard = MutexShard<P>;
    using Notify = BlockingNotify<P>;
};

template <class P, OnceMapRevision kRevision, class Parts = SimpleParts<P>>
class OnceMapProtocol {
  public:
    static constexpr const char* kName =
        kRevision == OnceMapRevision::Pr1183 ? "OnceMap of PR 1183" : "OnceMap after PR 3987";

    // Returns whether the entry was filled at the last look: false is a panic in the original
    // ("unreachable"). Each look lets go of the entry before anything else happens.
    [[nodiscard]] bool wait() {
        if (filled()) return true;
        if constexpr (kRevision == OnceMapRevision::Pr1183) {
            notify_.block_until_after(notify_.notified());
        } else {
            const auto snapshot = notify_.notified();
            if (filled()) return true;
            notify_.block_until_after(snapshot);
        }
        return filled();
    }
    void done() {
        fill();
        notify_.notify_waiters();
    }

  private:
    enum class Entry : unsigned char { Waiting, Filled };

    bool filled() {
        shard_.read();
        const bool is = entry_.get() == Entry::Filled;
        shard_.read_unlock();
        return is;
    }
    void fill() {
        shard_.write();
        entry_.set(Entry::Filled);
        shard_.write_unlock();
    }

    typename Parts::Shard shard_;
    typename P::template cell<Entry> entry_{Entry::Waiting, Name("entry")};  // guarded by shard_
    typename Parts::Notify notify_;
};

}  // namespace impasse::models
