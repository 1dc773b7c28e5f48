// What is noted of the execution that Relacy runs at the moment: plain data, because an allocation in there
// would be one of the program under test.
#pragma once

#include <atomic>
#include <cstdint>

#include "harness/core/ids.hpp"
#include "harness/core/name.hpp"
#include "harness/core/site.hpp"
#include "harness/core/step.hpp"

namespace impasse::relacy {

// What a step acts on. Its number is its place in the order in which the execution made them.
struct Thing {
    enum class Kind : std::uint8_t { Lock, Condition, Atomic, Plain, Latch, Barrier, End };
    enum class Shows : std::uint8_t { Number, Unsigned, Truth, Pointer };  // an atomic

    Name name;
    Kind kind = Kind::Atomic;
    Shows shows = Shows::Number;
    std::int64_t number =
        0;  // Latch, Barrier: what it expects; Atomic: its first value; End: of whom
    bool alive = true;
};

// A step, or what follows one.
struct Event {
    AgentId agent = kNoAgent;
    Access access{};
    Access also{};  // kNoObject: none
    std::int64_t before =
        0;  // of an atomic: its newest value, then; of a release: the hold's number
    std::int64_t after = 0;  // what was written or seen; of a try: whether it got the lock
    const char* guard = "";  // of an acquisition: how a finding calls the hold
    std::memory_order order = std::memory_order::seq_cst;  // of an atomic's operation
    Location where;
    bool follows = false;
};

}  // namespace impasse::relacy
