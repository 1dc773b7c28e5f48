// What the program under test has at namespace scope, under Relacy: alive until all threads have ended.
#pragma once

#include <utility>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

template <class T, class... Args>
T& global(Args&&... args) {
    struct Value final : relacy::Kept {
        explicit Value(Args&&... with) : value(std::forward<Args>(with)...) {}
        T value;
    };
    auto* kept = new Value(std::forward<Args>(args)...);
    relacy::keep(kept);
    return kept->value;
}

}  // namespace impasse::sync
