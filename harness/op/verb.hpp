// The families of operations and the words for them.
#pragma once

#include <string_view>

#include "harness/core/step.hpp"

namespace impasse::op {

enum class Family : std::uint8_t {
    Lock,
    Condition,
    Atomic,
    Completion,
    Latch,
    Worker,
    Notify,
    Channel,
    Semaphore,
    Task,
    Parker,
    Choice,
    Plain,
};

Family family_of(Verb verb);
// What the agent does, in the third person: "write-locks".
std::string_view doing(Verb verb);
// What a blocked agent wants: "write lock".
std::string_view wanting(Verb verb);
// Of a try: the operation that waits instead. Others are themselves.
Verb waiting_for(Verb tries);

}  // namespace impasse::op
