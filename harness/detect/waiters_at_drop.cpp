// Waits that nobody gave up, cut off by the end of their runtime: someone still wanted the result.
//
// A wait whose own owner dropped it (select!, abort, a timeout) is none of these, and neither is a
// task that waits for work to serve (recv).
#include <fmt/format.h>

#include <algorithm>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

// Who dropped what the waiter waited for, where it is known.
const trace::DroppedOwner* owner_of(const trace::Snapshot& snapshot, ObjectId object) {
    for (const trace::DroppedOwner& drop : snapshot.dropped_owners)
        if (drop.object == object && drop.waiters > 0) return &drop;
    return nullptr;
}

Finding cut(const trace::Snapshot& snapshot, const trace::CutWait& cut_wait) {
    Finding finding;
    finding.kind = FindingKind::WaitersAtDrop;
    const trace::DroppedOwner* drop = owner_of(snapshot, cut_wait.wait.object);
    finding.summary =
        drop ? fmt::format(
                   "{} still waited for the {} when {} dropped the {} that it belongs to (at {})",
                   cut_wait.agent, cut_wait.wait.wants, drop->by, drop->owner, drop->where.str())
             : fmt::format("{} still waited for the {} when its runtime was dropped (at {})",
                           cut_wait.agent, cut_wait.wait.wants, cut_wait.dropped_at.str());
    finding.participants = {cut_wait.agent, cut_wait.wait.object_name};
    finding.sites = {cut_wait.dropped_at};
    WaitEdge edge{.waiter = cut_wait.agent,
                  .wants = cut_wait.wait.wants,
                  .wanted_at = cut_wait.wait.where,
                  .object = cut_wait.wait.object_name,
                  .holder = {},
                  .held_as = {},
                  .held_at = {},
                  .in_cycle = false};
    if (drop) {
        edge.held_as = "dropped";
        edge.held_at = drop->where;
    }
    finding.wait_for.push_back(edge);
    return finding;
}

// A stuck agent that waits on something whose owner is gone.
void stuck_on_dropped(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::AgentView& agent : snapshot.agents)
        for (const trace::Wait& wait : agent.waits)
            if (owner_of(snapshot, wait.object))
                out.push_back(cut(snapshot, {agent.name, wait, {}}));
}

// None, but listed: somebody was to compute what nobody waits for.
Finding never_done(const trace::DroppedOwner& drop) {
    Finding hazard;
    hazard.kind = FindingKind::WaitersAtDrop;
    hazard.excused = true;
    hazard.summary = fmt::format(
        "{} drops the {} (made at {}) in which {} was registered and never done; nobody waits for "
        "it",
        drop.by, drop.owner, drop.where.str(), drop.awaited);
    hazard.participants = {drop.by, drop.awaited};
    hazard.sites = {drop.where};
    return hazard;
}

}  // namespace

void never_done(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::DroppedOwner& drop : snapshot.dropped_owners)
        if (drop.waiters == 0) out.push_back(never_done(drop));
}

void waiters_at_drop(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::CutWait& cut_wait : snapshot.cut_waits)
        out.push_back(cut(snapshot, cut_wait));
    if (snapshot.stuck) stuck_on_dropped(snapshot, out);
}

}  // namespace impasse::detect
