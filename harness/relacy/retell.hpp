// What a failing execution under Relacy shows, in the words of the fiber engine's findings.
//
// Relacy itself says "deadlock" and no more. The steps that were noted are put to the objects of
// harness/op, and what these say of who waits for whom goes to the detectors that judge the fiber engine's
// executions. Costs nothing until something is found.
#pragma once

#include "harness/core/finding.hpp"
#include "harness/relacy/recorder.hpp"

namespace impasse::relacy {

enum class Ending : unsigned char { Stuck, Panic, Race, Leak };

Finding retell(const Recorder& recorder, Ending ending);

}  // namespace impasse::relacy
