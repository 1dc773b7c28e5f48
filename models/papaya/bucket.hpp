// The place of one key in a papaya map, or of a few: what steps act on.
//
// The original has one atomic word an entry, found by probing, and a byte beside it. An operation
// that looks is a load of it; one that changes it is a compare-exchange (papaya 0.2.5
// src/raw/mod.rs:316 get, :895 insert_at, :965 update_at). Between the two steps of an insertion
// (the word, then the byte) nobody can have seen the entry and nobody can miss it afterwards: a
// writer that runs into it writes the byte itself (:935). So an entry is there or it is not.
//
// A map's keys are spread over as many buckets as the scenario says, only so that operations of
// different keys are independent: a bucket is never waited for, and two keys in one cost executions
// and nothing else. Whoever goes through the map looks at a bucket at a time.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>

#include "harness/op/signals.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::models::papaya {

template <class K, class V>
struct Node {
    K key;
    V value;
};

template <class K, class V>
class Bucket {
  public:
    using Entries = std::map<K, std::unique_ptr<Node<K, V>>>;

    explicit Bucket(Name name) : object_(name) {
        sched::Scheduler::current().add(object_);
        show();
    }
    // In the order of the keys.
    ~Bucket() {
        while (!entries_.empty()) entries_.erase(entries_.begin());
        sched::Scheduler::forget(object_);
    }
    Bucket(const Bucket&) = delete;
    Bucket& operator=(const Bucket&) = delete;

    const Entries& load(const Location& where) const {
        announce(Verb::Load, where);
        return entries_;
    }
    const Node<K, V>* load(const K& key, const Location& where) const {
        announce(Verb::Load, where);
        return find(key);
    }

    const Entries& entries() const { return entries_; }  // no step

    // What a step that may change the bucket found, and what it took out.
    struct Exchanged {
        const Node<K, V>* found = nullptr;
        std::unique_ptr<Node<K, V>> removed;
        bool done = false;
    };
    // Puts `fresh` in; what was there is removed.
    Exchanged exchange(const K& key, std::unique_ptr<Node<K, V>> fresh, const Location& where) {
        announce(Verb::ReadModifyWrite, where);
        return put(key, std::move(fresh));
    }
    // As long as the key's entry is `expected` (null: absent), puts `fresh` in its place (null:
    // nothing). Else `fresh` stays what it is.
    Exchanged compare_exchange(const K& key, const Node<K, V>* expected,
                               std::unique_ptr<Node<K, V>>& fresh, const Location& where) {
        announce(Verb::ReadModifyWrite, where);
        if (const Node<K, V>* found = find(key); found != expected) return {found, nullptr, false};
        return put(key, std::move(fresh));
    }
    // Takes all entries out.
    Entries take_all(const Location& where) {
        announce(Verb::ReadModifyWrite, where);
        Entries taken = std::exchange(entries_, {});
        ++changes_;
        show();
        return taken;
    }

  private:
    void announce(Verb verb, const Location& where) const {
        sched::Scheduler::current().step({where, {object_.id(), verb}});
    }
    const Node<K, V>* find(const K& key) const {
        const auto place = entries_.find(key);
        return place == entries_.end() ? nullptr : place->second.get();
    }
    Exchanged put(const K& key, std::unique_ptr<Node<K, V>> fresh) {
        Exchanged result{find(key), nullptr, true};
        auto& place = entries_[key];
        result.removed = std::exchange(place, std::move(fresh));
        if (!place) entries_.erase(key);
        ++changes_;
        show();
        return result;
    }
    void show() {
        if (!sched::Scheduler::current().recording()) return;
        object_.show(fmt::format("{} {}, change {}", entries_.size(),
                                 entries_.size() == 1 ? "entry" : "entries", changes_));
    }

    Entries entries_;
    unsigned changes_ = 0;
    op::Shown object_;
};

}  // namespace impasse::models::papaya
