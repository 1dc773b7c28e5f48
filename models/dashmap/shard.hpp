// A shard of a DashMap and the guard that holds its lock; what differs between dashmap 3.11, 5.4
// and 6.
//
// The three lock alike as far as hangs go: readers ignore waiting writers, a writer becomes a
// reader in one step, nothing is poisoned. 3.11 spins (dashmap 3.11.10, src/lock.rs:74 read, :142
// write), 5.4 and 6 spin ten rounds and park (5.4.0 and 6.1.0, src/lock.rs:89 and :221; the two
// files are equal). Either keeps its thread, and with it its worker, so both are one blocking
// acquisition here, under fairness; that a writer can starve is not explored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/held.hpp"

namespace impasse::models {

// V5 is 5.4.0 to 5.5.3, V6 is 6.0 and 6.1.
enum class DashMapVersion : unsigned char { V3_11, V5, V6 };

// Whether the program calls try_*, and how these answer. A try sees unlocks, so they are steps
// then, and there is more to explore.
//
// MayFail: a try for the write lock may fail though no guard is held, as a choice. In the original
// it takes others to make it fail, which the model does not look for, and they are gone in the end:
// a loop around a try needs an end of its own.
// - 3.11: the word must be 0 (src/lock.rs:121-140), and a reader that meets a writer adds itself to
//   it before it looks, and takes itself away after (:83-99): the writer may be gone in between.
// - 5.4 and 6: the word must be 0 (src/lock.rs:26-30), and the mark of a parked writer outlasts the
//   guard: behind the last reader (:67-72, until :289-299), and behind a writer at whose unlock
//   readers were parked too (:164-166), until these have come and gone.
//
// A try for the read lock fails exactly when a writer is inside (3.11.10 src/lock.rs:88; 5.4.0
// :182-218).
enum class TryCalls : unsigned char { None, Exact, MayFail };

// Key to shard; taken modulo the number of shards.
template <class K>
using ShardOf = std::function<std::size_t(const K&)>;

// The original's rule, for a scenario that has hashes: the bits behind the seven that hashbrown
// uses (dashmap 3.11.10 src/lib.rs:288, 5.4.0 :381, 6.1.0 :437). `shards` is a power of two above
// 1.
inline std::size_t shard_of_hash(std::uint64_t hash, std::size_t shards) {
    INVARIANT(shards > 1 && (shards & (shards - 1)) == 0, "shards are a power of two above 1");
    unsigned bits = 0;
    while (std::size_t{1} << bits < shards) ++bits;
    return static_cast<std::size_t>((hash << 7) >> (64 - bits));
}

namespace dashmap {

template <class K, class V>
struct Shard {
    Shard(Name name, TryCalls tries)
        : lock(name, tries == TryCalls::None ? sync::Unlocks::Follow : sync::Unlocks::Step),
          try_calls(tries) {}
    sync::Lockable lock;
    TryCalls try_calls;
    std::map<K, V> entries;
};

using sync::Mode;

// A shard's lock, held for as long as this lives. A panic that unwinds through it lets go of the
// lock.
template <class K, class V>
class Guard {
  public:
    // `name` is what a finding calls the hold.
    Guard(Shard<K, V>& shard, Mode mode, const char* name, const Location& where)
        : shard_(&shard), held_(shard.lock, mode, name, where) {}
    static std::optional<Guard> attempt(Shard<K, V>& shard, Mode mode, const char* name,
                                        const Location& where) {
        if (mode == Mode::Write && shard.try_calls == TryCalls::MayFail &&
            sync::choose(2, where) == 1)
            return std::nullopt;
        const unsigned hold = shard.lock.try_acquire(mode, name, where);
        if (hold == 0) return std::nullopt;
        return Guard(shard, sync::Held(shard.lock, mode, hold, where));
    }

    std::map<K, V>& entries() const {
        used();
        return shard_->entries;
    }
    void used() const { held_.used(); }
    // The running agent is the one that has it now.
    void hand_on() noexcept { held_.hand_on(); }
    // The writer becomes a reader in one step (3.11.10 src/lock.rs:254 with :313, 5.4.0 :78).
    void downgrade(const char* name) { held_.downgrade(Mode::Read, name); }

  private:
    Guard(Shard<K, V>& shard, sync::Held held) : shard_(&shard), held_(std::move(held)) {}

    Shard<K, V>* shard_;
    sync::Held held_;
};

}  // namespace dashmap
}  // namespace impasse::models
