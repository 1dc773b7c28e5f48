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
        for (const trace::DroppedOwner& drop : snapshot.dropped_owners)
            if (drop.in_panic && drop.by == panic.agent && !panic.aborts)
                finding.summary += fmt::format(
                    "; it drops the {} (made at {}) on its way out, with {} in it and {}: to "
                    "assert "
                    "there that nobody waits would abort the process",
                    drop.owner, drop.where.str(), drop.awaited,
                    drop.waiters == 0   ? "nobody who waits"
                    : drop.waiters == 1 ? "one who waits"
                                        : fmt::format("{} who wait", drop.waiters));
        finding.participants = {panic.agent};
        finding.wait_for = wait_for_graph(snapshot);
        finding.sites = {panic.where};
        out.push_back(std::move(finding));
    }
}

}  // namespace impasse::detect
