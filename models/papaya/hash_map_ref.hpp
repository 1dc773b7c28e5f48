// A map with a guard, as pin() and pin_owned() return it (papaya 0.2.5 src/map.rs:1290): the
// operations of the map, without the guard among their arguments.
#pragma once

#include <utility>
#include <variant>

#include "harness/core/site.hpp"

namespace impasse::models::papaya {

template <class Map, class G>
class HashMapRef {
    using K = typename Map::Key;
    using V = typename Map::Value;

  public:
    HashMapRef(Map& map, G guard) : map_(&map), guard_(std::move(guard)) {}

    Map& map() const { return *map_; }
    const G& guard() const { return guard_; }

    auto get(const K& key, Location where = Location::current()) const {
        return map_->get(key, guard_, where);
    }
    bool contains_key(const K& key, Location where = Location::current()) const {
        return map_->contains_key(key, guard_, where);
    }
    auto insert(const K& key, V value, Location where = Location::current()) const {
        return map_->insert(key, std::move(value), guard_, where);
    }
    auto try_insert(const K& key, V value, Location where = Location::current()) const {
        return map_->try_insert(key, std::move(value), guard_, where);
    }
    auto get_or_insert(const K& key, V value, Location where = Location::current()) const {
        return map_->get_or_insert(key, std::move(value), guard_, where);
    }
    template <class Make>
    auto try_insert_with(const K& key, Make make, Location where = Location::current()) const {
        return map_->try_insert_with(key, std::move(make), guard_, where);
    }
    template <class Make>
    auto get_or_insert_with(const K& key, Make make, Location where = Location::current()) const {
        return map_->get_or_insert_with(key, std::move(make), guard_, where);
    }
    template <class Change>
    auto update(const K& key, Change change, Location where = Location::current()) const {
        return map_->update(key, std::move(change), guard_, where);
    }
    template <class Change>
    auto update_or_insert(const K& key, Change change, V value,
                          Location where = Location::current()) const {
        return map_->update_or_insert(key, std::move(change), std::move(value), guard_, where);
    }
    template <class Change, class Make>
    auto update_or_insert_with(const K& key, Change change, Make make,
                               Location where = Location::current()) const {
        return map_->update_or_insert_with(key, std::move(change), std::move(make), guard_, where);
    }
    template <class T = std::monostate, class F>
    auto compute(const K& key, F f, Location where = Location::current()) const {
        return map_->template compute<T>(key, std::move(f), guard_, where);
    }
    auto remove(const K& key, Location where = Location::current()) const {
        return map_->remove(key, guard_, where);
    }
    template <class RemoveIt>
    auto remove_if(const K& key, RemoveIt remove_it, Location where = Location::current()) const {
        return map_->remove_if(key, std::move(remove_it), guard_, where);
    }
    template <class Keep>
    void retain(Keep keep, Location where = Location::current()) const {
        map_->retain(std::move(keep), guard_, where);
    }
    void clear(Location where = Location::current()) const { map_->clear(guard_, where); }
    auto iter(Location where = Location::current()) const { return map_->iter(guard_, where); }
    auto len(Location where = Location::current()) const { return map_->len(where); }
    bool is_empty(Location where = Location::current()) const { return map_->is_empty(where); }

  private:
    Map* map_;
    G guard_;
};

}  // namespace impasse::models::papaya
