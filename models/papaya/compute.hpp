// What compute() is told to do, and what came of it (papaya 0.2.5 src/map.rs:1100 and :1115).
#pragma once

#include <optional>
#include <utility>
#include <variant>

namespace impasse::models::papaya {

// What a closure of compute() wants done with the entry that it was shown.
template <class V, class T = std::monostate>
class Operation {
  public:
    static Operation insert(V value) { return Operation(Kind::Insert, std::move(value), {}); }
    static Operation remove() { return Operation(Kind::Remove, {}, {}); }
    static Operation abort(T because = T()) {
        return Operation(Kind::Abort, {}, std::move(because));
    }

    bool inserts() const { return kind_ == Kind::Insert; }
    bool removes() const { return kind_ == Kind::Remove; }
    bool aborts() const { return kind_ == Kind::Abort; }
    V& value() { return *value_; }
    T& because() { return *because_; }

  private:
    enum class Kind : unsigned char { Insert, Remove, Abort };
    Operation(Kind kind, std::optional<V> value, std::optional<T> because)
        : kind_(kind), value_(std::move(value)), because_(std::move(because)) {}

    Kind kind_;
    std::optional<V> value_;
    std::optional<T> because_;
};

// `before` and `after` are the entry's values, null where there is none.
template <class V, class T = std::monostate>
struct Compute {
    const V* before = nullptr;
    const V* after = nullptr;
    std::optional<T> aborted;

    bool is_inserted() const { return !before && after; }
    bool is_updated() const { return before && after; }
    bool is_removed() const { return before && !after; }
};

// The closure of one compute(), with what it said last: it is not asked twice about the same entry,
// and about an absent one only once (src/raw/mod.rs:1292, :1328).
template <class Node, class Op, class F>
class ComputeState {
  public:
    explicit ComputeState(F& compute) : compute_(&compute) {}

    Op next(const Node* entry) {
        if (!entry && insert_) return *std::exchange(insert_, std::nullopt);
        if (entry && update_ && input_ == entry) return *std::exchange(update_, std::nullopt);
        if (entry) update_.reset();
        return (*compute_)(entry ? &entry->value : nullptr);
    }
    void restore(const Node* entry, Op operation) {
        if (!entry) {
            insert_.emplace(std::move(operation));
            return;
        }
        input_ = entry;
        update_.emplace(std::move(operation));
    }

  private:
    F* compute_;
    std::optional<Op> insert_;
    std::optional<Op> update_;
    const Node* input_ = nullptr;  // what `update_` is about
};

// What try_insert came to: `value` is the entry's, and a value that was not inserted comes back.
template <class V>
struct TryInsert {
    const V* value;
    std::optional<V> not_inserted;
    bool is_ok() const { return !not_inserted; }
};

// What remove_if came to: the value it removed, or the one that its predicate wanted kept, or none.
template <class V>
struct RemoveIf {
    const V* removed = nullptr;
    const V* kept = nullptr;
};

}  // namespace impasse::models::papaya
