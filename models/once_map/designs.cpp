#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "harness/core/invariant.hpp"
#include "models/once_map/any_once_map.hpp"
#include "models/once_map/on_papaya.hpp"
#include "models/once_map/on_wait_map.hpp"
#include "models/once_map/proposed/asserts_at_drop.hpp"
#include "models/once_map/proposed/cell_hash_map.hpp"
#include "models/once_map/proposed/done_yields.hpp"
#include "models/once_map/proposed/rw_lock_hash_map.hpp"
#include "models/once_map/proposed/with_cancel.hpp"
#include "models/once_map/proposed/with_handle.hpp"
#include "models/once_map/single_flight.hpp"

namespace impasse::models {

namespace {

using Waited = AnyOnceMap::Waited;
using Outcome = AnyOnceMap::Outcome;
using Ref = WaitMap<int, int>::Ref;
using Shared = std::shared_ptr<const int>;
using Single = SingleFlight<int, int>;

Waited told(Ref ref) {
    const auto kept = std::make_shared<const Ref>(std::move(ref));
    return {Outcome::Value, kept->value(), kept};
}
Waited told(std::optional<Ref> ref) {
    return ref ? told(std::move(*ref)) : Waited{Outcome::Failed};
}
Waited told(const std::optional<Shared>& value) {
    return value ? Waited{Outcome::Value, **value} : Waited{Outcome::Absent};
}
Waited told(const WaitResult<Shared>& result) {
    return result.failed ? Waited{Outcome::Failed} : told(result.value);
}
Waited told(const Single::Waited& waited) {
    switch (waited.outcome) {
        case Single::Outcome::Value:
            return {Outcome::Value, *waited.value};
        case Single::Outcome::Absent:
            return {Outcome::Absent};
        case Single::Outcome::Failed:
            return {Outcome::Failed};
    }
    return {Outcome::Failed};
}

// Some designs' done() is a future.
template <class Map>
void done_by(Map& map, int key, int value, const Location& where) {
    if constexpr (std::is_void_v<decltype(map.done(key, value, where))>)
        map.done(key, value, where);
    else
        rt::await(map.done(key, value, where), where);
}

template <class Map>
class KeyedJob final : public AnyOnceMap::Job {
  public:
    KeyedJob(Map& map, int key) : map_(&map), key_(key) {}
    void done(int value, Location where) override { done_by(*map_, key_, value, where); }

  private:
    Map* map_;
    int key_;
};

template <class Handle>
class HandleJob final : public AnyOnceMap::Job {
  public:
    explicit HandleJob(Handle handle) : handle_(std::move(handle)) {}
    void done(int value, Location where) override {
        Handle handle = std::move(*handle_);
        handle_.reset();
        std::move(handle).done(value, where);
    }

  private:
    std::optional<Handle> handle_;
};

template <class Map>
constexpr bool kHandle = !std::is_same_v<decltype(std::declval<Map&>().register_key(0)), bool>;
template <class Map>
constexpr bool kRemoves = requires(Map map) {
    map.remove(0);
};
template <class Map>
constexpr bool kCancels = requires(Map map) {
    map.cancel_all();
};
template <class Map>
constexpr bool kBlocks = requires(Map map) {
    map.wait_blocking(0);
};

[[noreturn]] void lacks(const char* call) {
    invariant_failed(__FILE__, __LINE__, std::string("this design has no ") + call);
}

template <class Map>
class Adapted final : public AnyOnceMap {
  public:
    template <class... Args>
    explicit Adapted(Args&&... args) : map_(std::forward<Args>(args)...) {}

    std::unique_ptr<Job> register_key(int key, Location where) override {
        auto got = map_.register_key(key, where);
        if (!got) return nullptr;
        if constexpr (kHandle<Map>)
            return std::make_unique<HandleJob<typename Map::Job>>(std::move(*got));
        else
            return std::make_unique<KeyedJob<Map>>(map_, key);
    }
    Waited wait(int key, Location where) override {
        return told(rt::await(map_.wait(key, where), where));
    }
    Waited wait_blocking(int key, Location where) override {
        if constexpr (kBlocks<Map>)
            return told(map_.wait_blocking(key, where));
        else
            lacks("wait_blocking");
    }
    void done_by_key(int key, int value, Location where) override {
        if constexpr (!kHandle<Map>)
            done_by(map_, key, value, where);
        else
            lacks("done by key");
    }
    void remove(int key, Location where) override {
        if constexpr (kRemoves<Map>)
            map_.remove(key, where);
        else
            lacks("remove");
    }
    void cancel_all(Location where) override {
        if constexpr (kCancels<Map>)
            map_.cancel_all(where);
        else
            lacks("cancel_all");
    }

  private:
    Map map_;
};

template <class Map>
void with(std::size_t shards, const char* shard_name, const std::function<void(AnyOnceMap&)>& use) {
    const auto key_itself = [](const int& key) { return static_cast<std::size_t>(key); };
    if constexpr (std::is_constructible_v<Map, std::size_t, ShardOf<int>, const char*>) {
        Adapted<Map> map(shards, ShardOf<int>(key_itself), shard_name);
        use(map);
    } else if constexpr (std::is_constructible_v<Map, std::size_t, ShardOf<int>>) {
        Adapted<Map> map(shards, papaya::BucketOf<int>(key_itself));
        use(map);
    } else {
        Adapted<Map> map;
        use(map);
    }
}

template <class Map>
Design design(const char* id, const char* name, const char* about, bool sync = true) {
    std::set<Call> calls;
    if (kRemoves<Map>) calls.insert(Call::Remove);
    if (kCancels<Map>) calls.insert(Call::CancelAll);
    if (!kHandle<Map>) calls.insert(Call::DoneByKey);
    if (kBlocks<Map>) calls.insert(Call::WaitBlocking);
    return {id, name, about, sync, kHandle<Map>, std::move(calls), with<Map>};
}

std::vector<Design> make_designs() {
    using Revision = OnceMapRevision;
    using Pr1032 = OnceMapOnWaitMap<int, int, Revision::Pr1032>;
    using OnRwLock = OnceMapWithNotify<int, int, Revision::Pr1183, RwLockHashMap>;
    using OnCell = OnceMapWithNotify<int, int, Revision::Pr1183, CellHashMap>;
    return {
        design<OnceMapOnWaitMap<int, int>>("waitmap", "2024-01-16 on WaitMap",
                                           "a value is lent by a Ref, which holds its shard"),
        design<Pr1032>("pr1032", "2024-01-22 #1032", "a cancelled wait is an error"),
        design<OnceMapPr1183<int, int>>("pr1183", "2024-01-30 #1183", "DashMap and Notify"),
        design<OnceMapPr3627<int, int>>("pr3627", "2024-05-17 #3627", "wait_blocking"),
        design<OnceMapPr3987<int, int>>("pr3987", "2024-06-03 #3987",
                                        "looks again behind notified()"),
        design<OnceMapPr8146<int, int>>("pr8146", "2024-10-12 #8146", "remove"),
        design<OnceMapPr19510<int, int>>("pr19510", "2026-05-21 #19510", "register_or_wait"),
        design<OnceMapPr19532<int, int>>("pr19532", "2026-06-18 #19532", "on papaya"),
        design<OnceMapDoneYields<int, int>>("done-yields", "done yields",
                                            "#1183 whose done() yields"),
        design<OnceMapAssertsAtDrop<int, int>>("asserts", "asserts at drop",
                                               "#1183 that asserts at its drop"),
        design<OnceMapWithHandle<int, int>>("handle", "handle",
                                            "#1183 whose register returns a handle"),
        design<OnceMapWithCancel<int, int>>("cancel", "cancel_all, Result",
                                            "#1183 whose wait is Result<Option<Arc<V>>, Error>"),
        design<OnRwLock>("rwlock", "RwLock<HashMap>", "#1183 on RwLock<HashMap>"),
        design<OnCell>("cell", "Cell<HashMap>", "#1183 on Cell<HashMap>, one thread", false),
        design<Single>("single-flight", "single flight (ours)",
                       "our answer: a mutex, and a watch channel for each key"),
    };
}

}  // namespace

bool Design::is(std::initializer_list<const char*> ids) const {
    for (const char* other : ids)
        if (std::strcmp(id, other) == 0) return true;
    return false;
}

const std::vector<Design>& once_map_designs() {
    static const std::vector<Design> designs = make_designs();
    return designs;
}

const Design& once_map_design(const char* id) {
    for (const Design& design : once_map_designs())
        if (design.is({id})) return design;
    INVARIANT(false, std::string("there is no design ") + id);
}

}  // namespace impasse::models
