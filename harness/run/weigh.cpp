#include "harness/run/weigh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace impasse::run {

namespace {

void add_to(std::vector<AgentSet>& all, const std::vector<AgentSet>& more) {
    if (all.size() < more.size()) all.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) all[i] |= more[i];
}

AgentSet of(const std::vector<AgentSet>& by_object, ObjectId object) {
    return object < by_object.size() ? by_object[object] : 0;
}

// Somebody who has signalled it elsewhere could have gone on, or waits for what somebody like that brings.
bool comes(const std::vector<trace::CutWait>& cut, const trace::CutWait& wait, AgentSet asked,
           const Doers& doers) {
    const AgentSet providers = of(doers.signalled, wait.wait.object) & ~bit(wait.id);
    if (providers & wait.able) return true;
    asked |= bit(wait.id);
    return std::ranges::any_of(cut, [&](const trace::CutWait& other) {
        return (providers & bit(other.id)) && !(asked & bit(other.id)) &&
               comes(cut, other, asked, doers);
    });
}

}  // namespace

void add(Doers& all, const Doers& more) {
    add_to(all.signalled, more.signalled);
    add_to(all.locked, more.locked);
    for (const auto& [lock, passed] : more.passed) {
        trace::PassedWriters& known = all.passed[lock];
        known.object = passed.object;
        known.writers.insert(passed.writers.begin(), passed.writers.end());
        known.readers.insert(passed.readers.begin(), passed.readers.end());
    }
}

void weigh(KeptFindings& findings, KeptFindings& hazards, const Doers& doers) {
    for (auto& [key, kept] : std::exchange(findings, {})) {
        const bool excused =
            !kept.cut.empty() && std::ranges::all_of(kept.cut, [&](const trace::CutWait& wait) {
                return comes(kept.cut, wait, 0, doers);
            });
        if (excused) {
            kept.finding.excused = true;
            kept.weighed +=
                "; in other executions that comes from a task that could have gone on here too: "
                "perhaps all ended too early";
        }
        if (!excused) kept.cut.clear();
        keep(excused ? hazards : findings, std::move(kept));
    }
    for (auto& [fingerprint, kept] : hazards) {
        if (!kept.across) continue;
        const bool anybody = (of(doers.locked, kept.across->lock) & ~bit(kept.across->id)) != 0;
        kept.weighed +=
            anybody ? fmt::format(
                          ": others take {} too; on this worker they would hang, and "
                          "on another one its thread would wait",
                          kept.across->object)
                    : fmt::format(", and nobody else takes {} in any execution that was run",
                                  kept.across->object);
    }
}

}  // namespace impasse::run
