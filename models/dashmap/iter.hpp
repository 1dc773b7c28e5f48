// DashMap's iter and iter_mut (dashmap 5.4.0 src/iter.rs:160 and :240; 3.11.10 :164 and :245 and
// 6.1.0 :159 and :241 do the same).
//
// next() takes a shard's lock when it gets there, and shares it with the items that it yields: an
// item that is kept keeps the shard locked, also when the iterator is gone. The next shard is taken
// before the last one is let go of. Empty shards are locked as well, and the last shard's lock is
// held until the iterator is dropped.
//
// Left out: the order of a hash. The entries of a shard come in the order of their keys.
#pragma once

#include <memory>
#include <type_traits>

#include "models/dashmap/shard.hpp"

namespace impasse::models::dashmap {

// An entry that an iterator yielded: Mode::Read is the original's RefMulti, Mode::Write
// RefMutMulti.
template <class K, class V, Mode kMode>
class Multi {
  public:
    using Value = std::conditional_t<kMode == Mode::Write, V, const V>;

    Multi(std::shared_ptr<Guard<K, V>> guard, const K* key, Value* value)
        : guard_(std::move(guard)), key_(key), value_(value) {}
    // Sent to another agent, it is that agent which holds the lock; unless the iterator, or another
    // item of the shard, stays behind.
    Multi(Multi&& other) noexcept
        : guard_(std::move(other.guard_)), key_(other.key_), value_(other.value_) {
        if (guard_.use_count() == 1) guard_->hand_on();
    }
    Multi& operator=(Multi&&) = delete;

    const K& key() const { return *key_; }
    Value& value() const { return *value_; }
    Value& operator*() const { return *value_; }
    Value* operator->() const { return value_; }

  private:
    std::shared_ptr<Guard<K, V>> guard_;
    const K* key_;
    Value* value_;
};

template <class K, class V, class Shards, Mode kMode>
class Iter {
  public:
    using Item = Multi<K, V, kMode>;

    Iter(Shards& shards, Location where) : shards_(&shards), where_(where) {}

    std::optional<Item> next() {
        for (;;) {
            if (guard_ && at_ != guard_->entries().end()) {
                auto& [key, value] = *at_++;
                return Item(guard_, &key, &value);
            }
            if (shard_ == shards_->size()) return std::nullopt;
            auto taken = std::make_shared<Guard<K, V>>((*shards_)[shard_], kMode, kGuard, where_);
            at_ = taken->entries().begin();
            guard_ = std::move(taken);  // only now is the shard before it let go of
            ++shard_;
        }
    }

    // `for (const auto& item : map.iter())`: an item lives as long as the loop's body, the iterator
    // as long as the loop.
    class Loop {
      public:
        explicit Loop(Iter& iter) : iter_(&iter) { go(); }
        Item& operator*() { return *item_; }
        Loop& operator++() {
            item_.reset();
            go();
            return *this;
        }
        friend bool operator==(const Loop& loop, std::nullptr_t) { return !loop.item_; }

      private:
        void go() {
            if (auto item = iter_->next()) item_.emplace(std::move(*item));
        }
        Iter* iter_;
        std::optional<Item> item_;
    };
    Loop begin() { return Loop(*this); }
    std::nullptr_t end() const { return nullptr; }

  private:
    static constexpr const char* kGuard = kMode == Mode::Write ? "iter_mut" : "iter";

    Shards* shards_;
    Location where_;
    std::size_t shard_ = 0;  // the next one to be taken
    std::shared_ptr<Guard<K, V>> guard_;
    typename std::map<K, V>::iterator at_{};
};

}  // namespace impasse::models::dashmap
