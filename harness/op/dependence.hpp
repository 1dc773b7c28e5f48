// Whether two steps are dependent: whether their order can matter to anyone. docs/dependence.md.
//
// Relative to this relation a trace is a class of executions. Each family's file carries its own
// rules with their reasons; what no rule calls independent is dependent. The answers are kept as one
// word of bits a verb, for this is asked more often than anything else.
#pragma once

#include <array>
#include <cstdint>

#include "harness/core/step.hpp"

namespace impasse::op {

struct Dependence {
    std::array<std::uint64_t, 64> with{};  // by verb: the verbs that it depends on, on one object
    std::uint64_t orders_all = 0;          // the verbs that depend on all of their family
    std::uint64_t may_block = 0;
};

// Made from the families' rules before main().
extern const Dependence kDependence;

constexpr std::uint64_t bit_of(Verb verb) {
    return std::uint64_t{1} << static_cast<std::uint8_t>(verb);
}

inline bool dependent(const Access& a, const Access& b) {
    if (a.object != b.object || a.object == kNoObject) return false;  // nothing in common
    return (kDependence.with[static_cast<std::uint8_t>(a.verb)] & bit_of(b.verb)) != 0;
}

inline bool dependent(const Step& a, const Step& b) {
    for (const Access& x : a)
        for (const Access& y : b)
            if (dependent(x, y)) return true;
    return false;
}

// Dependent with every operation of its family: what came before it on its object is ordered with
// whatever comes after it.
inline bool orders_all(Verb verb) { return (kDependence.orders_all & bit_of(verb)) != 0; }

// Whether it can ever be blocked.
inline bool may_block(Verb verb) { return (kDependence.may_block & bit_of(verb)) != 0; }

}  // namespace impasse::op
