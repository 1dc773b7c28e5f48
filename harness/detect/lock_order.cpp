// Two locks that are taken in both orders: a hang that something else keeps away, a third lock or an
// order in time. Where nothing does, the exploration finds the cycle itself.
#include <fmt/format.h>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

std::string path(const trace::LockOrder::Path& path) {
    return fmt::format("{} takes {} (at {}) and then {} (at {})", path.agent, path.outer,
                       path.outer_at.str(), path.inner, path.inner_at.str());
}

}  // namespace

void lock_order(const trace::Snapshot& snapshot, Findings& out) {
    for (const trace::LockOrder& order : snapshot.lock_orders) {
        Finding hazard;
        hazard.kind = FindingKind::LockOrder;
        hazard.summary =
            fmt::format("{}; {}: if nothing keeps them apart, each can wait for the other",
                        path(order.one), path(order.other));
        hazard.participants = {order.one.agent, order.other.agent, order.one.outer,
                               order.one.inner};
        hazard.sites = {order.one.outer_at, order.one.inner_at, order.other.outer_at,
                        order.other.inner_at};
        out.push_back(std::move(hazard));
    }
}

}  // namespace impasse::detect
