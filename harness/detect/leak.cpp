// Objects that are there when everybody is gone: they keep each other, or something that was given up
// without being dropped keeps them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

void leak(const trace::Snapshot& snapshot, Findings& out) {
    if (snapshot.leaked.empty()) return;
    Finding finding;
    finding.kind = FindingKind::Leak;
    finding.summary = fmt::format(
        "everything has ended, and {} {} never released: what owns {} is owned by {}, or was "
        "forgotten",
        fmt::join(snapshot.leaked, ", "), snapshot.leaked.size() == 1 ? "was" : "were",
        snapshot.leaked.size() == 1 ? "it" : "them", snapshot.leaked.size() == 1 ? "it" : "them");
    finding.participants = snapshot.leaked;
    out.push_back(std::move(finding));
}

}  // namespace impasse::detect
