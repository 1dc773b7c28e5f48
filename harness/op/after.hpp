// Whether a blocking step could happen after other steps than those that it did happen after.
//
// Reduction reverses a race by running a step earlier, in a state that no execution has shown yet.
// What decides its enabledness there is computed here from the accesses to its objects that would
// come before it; each family's rule stands in the family's own file. Cost: linear in them.
#pragma once

#include <span>
#include <vector>

#include "harness/core/step.hpp"

namespace impasse::op {

// An access that has happened.
struct Past {
    Access access;
    AgentId agent = kNoAgent;
    std::uint16_t way = 0;
};

enum class After : unsigned char {
    Enabled,
    Held,     // by accesses of that past: without them it would be enabled, as far as they go
    Missing,  // something that has not happened: leaving more out does not help
};

// `access` by `agent`, after exactly these accesses to its object, in this order since the object was
// made. Where the answer is Held, `holders` gets the places in `past` of those that hold.
After after(const Access& access, AgentId agent, std::span<const Past> past,
            std::vector<std::size_t>& holders);

// A family that has its operations in one order can be asked in another way: its state before one of
// them is the state that was seen there. True for those that are only known so.
//
// What was not announced there is Missing. So such a step must be announced behind a step on its object,
// or be impossible until one that comes later: a poll behind what queued its task, timers and deferred
// wakers behind the poll that left them, JoinWorkers behind the last poll. What can come before a
// JoinWorkers that was announced behind other steps must be independent of it (worker_dependent).
bool only_seen(Verb verb);

// The families' own.
After lock_after(const Access& access, std::span<const Past> past,
                 std::vector<std::size_t>& holders);
After condition_after(AgentId agent, std::span<const Past> past);
After latch_after(const Access& access, std::span<const Past> past);
After parker_after(std::span<const Past> past);

}  // namespace impasse::op
