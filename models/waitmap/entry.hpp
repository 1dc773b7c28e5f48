// What a WaitMap has under a key, and the borrows of it (waitmap 1.1.0, src/lib.rs:229-313).
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "harness/rt/wait_point.hpp"
#include "harness/sched/unwind.hpp"
#include "models/dashmap/dash_map.hpp"
#include "models/waitmap/waker_set.hpp"

namespace impasse::models::waitmap {

struct Waiting {
    WakerSet wakers;
    std::shared_ptr<rt::WaitPoint> point;
};

template <class V>
using WaitEntry = std::variant<Waiting, V>;

// Panics on an entry that is still waiting, which `get` returns as any other.
template <class V, class Entry>
auto& filled(Entry& entry, const Location& where) {
    if (!std::holds_alternative<V>(entry))
        panic("explicit panic (the entry is still waiting)", where);
    return std::get<V>(entry);
}

// A shared borrow: holds a read lock on its shard.
template <class K, class V>
class Ref {
  public:
    using Inner = typename DashMap<K, WaitEntry<V>>::Ref;

    explicit Ref(Inner inner) : inner_(std::move(inner)) {}
    const K& key() const { return inner_.key(); }
    const V& value(Location where = Location::current()) const {
        return filled<V>(inner_.value(), where);
    }

  private:
    Inner inner_;
};

// A unique borrow: holds the write lock on its shard.
template <class K, class V>
class RefMut {
  public:
    using Inner = typename DashMap<K, WaitEntry<V>>::RefMut;

    explicit RefMut(Inner inner) : inner_(std::move(inner)) {}
    const K& key() const { return inner_.key(); }
    const V& value(Location where = Location::current()) const {
        return filled<V>(inner_.value(), where);
    }
    V& value_mut(Location where = Location::current()) { return filled<V>(inner_.value(), where); }

  private:
    Inner inner_;
};

}  // namespace impasse::models::waitmap
