// What the tests of WaitMap share.
#pragma once

#include <functional>

#include "harness/run/testing.hpp"
#include "models/waitmap/wait_map.hpp"

namespace impasse::models {

using Map = WaitMap<int, int>;

inline std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

inline ScenarioResult explored_with(std::size_t shards, const std::function<void(Map&)>& body) {
    return run::explored([&] {
        Map map(shards, key_itself);
        body(map);
    });
}

// Polls a future once, with a waker that wakes nobody.
template <class F>
auto poll_once(F& future) {
    rt::Context context(rt::Waker(), nullptr);
    return future.poll(context);
}

}  // namespace impasse::models
