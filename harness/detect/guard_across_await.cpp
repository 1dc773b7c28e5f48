#include <fmt/format.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

void guard_across_await(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::HeldAcrossAwait& held : snapshot.held) {
        Finding hazard;
        hazard.kind = FindingKind::GuardAcrossAwait;
        hazard.summary =
            fmt::format("{} holds a {} of {} (taken at {}) across the await at {}", held.agent,
                        held.guard, held.object, held.taken_at.str(), held.awaited_at.str());
        hazard.participants = {held.agent, held.object};
        hazard.sites = {held.taken_at, held.awaited_at};
        out.push_back(std::move(hazard));
    }
}

}  // namespace impasse::detect
