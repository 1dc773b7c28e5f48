// One change to the program under test that the harness makes by itself: a what-if.
//
// Whoever it is for asks the scheduler: a primitive when it is made, a guard when its future suspends.
#pragma once

#include <cstdint>

#include "harness/core/site.hpp"

namespace impasse {

// Those that change what the program says come before those that change what it runs on.
enum class EditKind : std::uint8_t {
    ReleaseAtAwait,  // a guard lets go where its future suspends; it is of no use afterwards
    ReadersFirst,    // readers pass a writer that waits
    Unbounded,       // channels have room for all
    MoreWorkers,     // a runtime has one worker more
    OneWorker,       // a runtime of several has one
    OwnShards,       // each key of a map falls in a shard of its own
};
inline constexpr unsigned kEditKinds = static_cast<unsigned>(EditKind::OwnShards) + 1;

struct Edit {
    EditKind kind = EditKind::ReleaseAtAwait;
    // Of ReleaseAtAwait: which guard, which await.
    Site taken_at{};
    Site awaited_at{};
};

}  // namespace impasse
