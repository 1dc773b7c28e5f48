// Identifiers of what the scheduler schedules and of what steps act on.
//
// Both are stable over the executions of one exploration: an id stands for "the n-th child (or
// object) that this agent made", so that the same thread has the same id however its siblings
// interleave. They are dense and small.
#pragma once

#include <cstdint>
#include <limits>

namespace impasse {

using AgentId = std::uint16_t;
using ObjectId = std::uint32_t;

inline constexpr AgentId kNoAgent = std::numeric_limits<AgentId>::max();
inline constexpr ObjectId kNoObject = std::numeric_limits<ObjectId>::max();

// Enabled sets are one machine word. A scenario with more agents ends as an error that says so.
inline constexpr AgentId kMaxAgents = 64;
using AgentSet = std::uint64_t;

constexpr AgentSet bit(AgentId agent) { return AgentSet{1} << agent; }

}  // namespace impasse
