#include <fmt/format.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

void panic(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::PanicView& panic : snapshot.panics) {
        Finding finding;
        finding.kind = FindingKind::Panic;
        finding.summary =
            fmt::format("{} panicked at {}: {}{}", panic.agent, panic.where.str(), panic.message,
                        panic.aborts ? " (while unwinding: the process aborts)" : "");
        finding.participants = {panic.agent};
        finding.wait_for = wait_for_graph(snapshot);
        finding.sites = {panic.where};
        out.push_back(std::move(finding));
    }
}

}  // namespace impasse::detect
