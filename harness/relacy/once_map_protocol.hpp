// models/once_map/protocol.hpp under Relacy.
#pragma once

#include "harness/relacy/engine.hpp"
#include "models/once_map/revision.hpp"

namespace impasse::relacy {

inline constexpr unsigned kMaxWaiters = 2;

// Threads 0 .. waiters-1 wait, the last one is done's.
Result run_once_map_protocol(models::OnceMapRevision revision, unsigned waiters,
                             const Options& options = {});

}  // namespace impasse::relacy
