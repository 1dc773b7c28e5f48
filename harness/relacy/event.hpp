// What the policy notes of a step while Relacy runs: plain data, because an allocation in there
// would be one of the program under test.
#pragma once

#include <cstdint>

#include "harness/core/name.hpp"
#include "harness/core/site.hpp"
#include "harness/core/step.hpp"

namespace impasse::relacy {

struct Event {
    unsigned thread = 0;
    Verb verb = Verb::Load;
    Name object;
    std::uint64_t before = 0;  // of an atomic, or how many waiters a notification reached
    std::uint64_t after = 0;
    Location where;
};

}  // namespace impasse::relacy
