// flock(2) of a file, as each process opens it anew: blocks its thread, belongs to nobody in
// particular, and a second one waits for the first though it is the same process.
#pragma once

#include "harness/sync/held.hpp"

namespace impasse::scenarios {

class FileLock {
  public:
    explicit FileLock(Name name) : lock_(name, sync::Unlocks::Follow) {}
    [[nodiscard]] sync::Held acquire(Location where = Location::current()) {
        return sync::Held(lock_, sync::Mode::Write, "LockedFile", where);
    }

  private:
    sync::Lockable lock_;
};

}  // namespace impasse::scenarios
