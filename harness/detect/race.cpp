// Accesses to plain data that nothing orders.
#include <fmt/format.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

void race(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::RaceView& race : snapshot.races) {
        Finding finding;
        finding.kind = FindingKind::Race;
        finding.summary =
            fmt::format("{} {} {} (at {}) and {} {} it (at {}): nothing orders the two", race.one,
                        race.one_writes ? "writes" : "reads", race.object, race.one_at.str(),
                        race.other, race.other_writes ? "writes" : "reads", race.other_at.str());
        finding.participants = {race.one, race.other, race.object};
        finding.sites = {race.one_at, race.other_at};
        out.push_back(std::move(finding));
    }
}

}  // namespace impasse::detect
