// PR #1183 with an assertion in its destructor, which the review asked for: no entry may be waiting
// when the map is dropped. Weaker, that nobody may wait in one, says nothing: a wait borrows the map,
// so none is left by then.
#pragma once

#include "models/once_map/on_dash_map.hpp"

namespace impasse::models {

template <class K, class V>
class OnceMapAssertsAtDrop : public OnceMapPr1183<K, V> {
  public:
    static constexpr const char* kName = "PR 1183, asserts at drop";

    using OnceMapPr1183<K, V>::OnceMapPr1183;
    ~OnceMapAssertsAtDrop() noexcept(false) {
        if (sched::Scheduler::current().silent()) return;
        const sched::InDestructor quietly;
        if (this->waiting_entries() > 0)
            panic("assertion failed: no entry is waiting", this->where_);
    }
};

}  // namespace impasse::models
