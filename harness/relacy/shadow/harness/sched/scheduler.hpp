// What models ask of the fiber engine beside its primitives, under Relacy: no program is edited there, and
// nobody catches a panic.
#pragma once

#include <string>

#include "harness/core/edit.hpp"
#include "harness/sched/unwind.hpp"

namespace impasse::sched {

class Scheduler {
  public:
    static Scheduler& current() {
        static Scheduler only;
        return only;
    }
    bool edited(EditKind) const { return false; }
    void panicked(const std::string&, const Location&, bool) {}
    void abort_execution() {}
};

}  // namespace impasse::sched
