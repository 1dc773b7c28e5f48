// The wait/done protocol of uv's OnceMap, of PR #1183 (2024-01-30) and after #3987 (2024-06-03),
// for one registered key and threads alone. It promises that wait() returns, with the entry filled,
// once done() was called; PR #1183 does not keep that promise.
//
// Written over a policy of primitives P, so that two engines run the same lines:
// models/once_map/protocol_policy.hpp (fibers, sequentially consistent) and
// harness/relacy/policy.hpp (Relacy, the C++ memory model). P has atomic<T>, mutex,
// condition_variable and unique_lock, shaped as std's, with a Name at the end of their constructors
// and a Location at the end of their operations. wait(lock) has no overload with a predicate:
// Relacy's does not compile.
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

template <class P, OnceMapRevision kRevision>
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
        typename P::unique_lock look(shard_);
        return entry_ == Entry::Filled;
    }
    void fill() {
        typename P::unique_lock publish(shard_);
        entry_ = Entry::Filled;
    }

    typename P::mutex shard_{Name("shard")};
    Entry entry_ = Entry::Waiting;  // guarded by shard_
    BlockingNotify<P> notify_;
};

}  // namespace impasse::models
